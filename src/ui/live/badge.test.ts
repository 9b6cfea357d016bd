import { expect, it } from 'vitest';
import { withBadge } from './badge.ts';

it.each([
	['Inbox', 3, '(3) Inbox'],
	['(3) Inbox', 4, '(4) Inbox'],
	['(3) Inbox', 0, 'Inbox'],
	['Inbox', 1000, '(999+) Inbox'],
	['(999+) Inbox', 1, '(1) Inbox'],
	['(Re) Inbox', 0, '(Re) Inbox']
])('%s with %i waiting is %s', (title, count, shown) => {
	expect(withBadge(title, count)).toBe(shown);
});
