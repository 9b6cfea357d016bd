import { expect, test } from 'vitest';
import { sharedLabels } from './labels.ts';

test('a label is shared when it stands on several files; files without one share none', () => {
	const files = ['Plan', null, 'Contract', 'Plan', null, 'Plan'].map((label) => ({ label }));
	expect([...sharedLabels(files)]).toEqual(['Plan']);
});
