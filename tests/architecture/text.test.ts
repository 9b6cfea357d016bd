import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const sources = resolve(import.meta.dirname, '../../src');

it('text is normalized in one place, which takes no time that grows with the square of its length', () => {
	const normalizing = readdirSync(sources, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
		.filter((file) => /\.normalize\(/.test(readFileSync(join(sources, file), 'utf8')));
	expect(normalizing).toEqual(['platform/forms/normal.ts']);
});
