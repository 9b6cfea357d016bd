import { describe, expect, it } from 'vitest';
import type { Access } from '#hub/privacy/access.ts';
import { seenWords } from './seen-words.ts';

const now = new Date('2026-03-14T15:00:00Z');
const formats = { locale: 'en', timeZone: 'Europe/Berlin' };
const opened = (name: string | null, at: string, more: Partial<Access> = {}): Access => ({
	id: `${name ?? ''} ${at}`,
	kind: 'case_opened',
	who: 'member',
	memberId: name,
	name,
	at: new Date(at),
	inquiry: null,
	...more
});
const words = (...accesses: Access[]) => seenWords({ accesses, more: false }, 'me', now, formats);

describe('who else has opened a case', () => {
	it('is said of the last day on which somebody did', () => {
		expect(words(opened('Ana', '2026-03-14T12:00:00Z'), opened('Bo', '2026-03-13T12:00:00Z'))).toBe(
			'Seen by Ana today'
		);
		expect(words(opened('Bo', '2026-03-13T12:00:00Z'))).toBe('Seen by Bo yesterday');
		expect(words(opened('Bo', '2026-02-01T12:00:00Z'))).toBe('Seen by Bo on Feb 1, 2026');
	});

	it('goes by the day where the business is', () => {
		expect(words(opened('Ana', '2026-03-13T23:30:00Z'))).toBe('Seen by Ana today');
	});

	it('knows yesterday where a day has 23 hours or 25', () => {
		const said = (at: string, today: string) =>
			seenWords({ accesses: [opened('Ana', at)], more: false }, 'me', new Date(today), formats);
		// Half past midnight in Berlin, after the night in which an hour was left out, and after the one that had it twice.
		expect(said('2026-03-29T10:00:00Z', '2026-03-29T22:30:00Z')).toBe('Seen by Ana yesterday');
		expect(said('2026-03-28T10:00:00Z', '2026-03-29T22:30:00Z')).toBe('Seen by Ana on Mar 28, 2026');
		expect(said('2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z')).toBe('Seen by Ana today');
		expect(said('2026-10-24T10:00:00Z', '2026-10-25T22:30:00Z')).toBe('Seen by Ana yesterday');
	});

	it('counts how often', () => {
		const ana = ['14', '10', '06'].map((hour) => opened('Ana', `2026-03-14T${hour}:00:00Z`));
		expect(words(...ana)).toBe('Seen by Ana, 3 times today');
		expect(words(...ana, opened('Bo', '2026-03-14T05:00:00Z'))).toBe('Seen by Ana (3 times) and Bo today');
		expect(words(...ana.slice(1))).toBe('Seen by Ana, twice today');
	});

	it('names three at most', () => {
		const all = ['Ana', 'Bo', 'Cem', 'Dee'].map((name) => opened(name, '2026-03-14T12:00:00Z'));
		expect(words(...all)).toBe('Seen by Ana, Bo and 2 others today');
		expect(words(...all.slice(0, 3))).toBe('Seen by Ana, Bo and Cem today');
	});

	it('leaves out the reader and what was no opening, and tells of who has left', () => {
		expect(words(opened('me', '2026-03-14T12:00:00Z'))).toBe('Seen by nobody but you');
		const mine = [opened('me', '2026-03-14T12:00:00Z')];
		expect(seenWords({ accesses: mine, more: true }, 'me', now, formats), 'others may be older').toBe(
			'Seen by nobody but you of late'
		);
		expect(words(opened('Ana', '2026-03-14T12:00:00Z', { kind: 'data_exported' }))).toBe(
			'Seen by nobody but you'
		);
		expect(words(opened(null, '2026-03-14T12:00:00Z'))).toBe('Seen by somebody who has left today');
	});
});
