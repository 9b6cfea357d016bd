import { expect, test } from 'vitest';
import { portalVersion } from './version.ts';

/** As PostgreSQL writes what `json_build_object` and `json_agg` make. */
const page = ({ seenAt = 'null', status = 'open', body = 'Hello', quote = 'sent' } = {}) =>
	`{"customer" : {"name" : "Orla", "seenAt" : ${seenAt}}, "case" : {"status" : "${status}", "messages" : [{"body":${JSON.stringify(body)}}]}, "quotes" : [{"id":"1","status":"${quote}"}]}`;

const version = (given?: Parameters<typeof page>[0]) => portalVersion(page(given));

test('her own visit and the turn of the case are no news of her page', () => {
	expect(version({ seenAt: '"2026-11-27T02:00:00+00:00"' })).toBe(version());
	expect(version({ status: 'waiting' })).toBe(version());
	expect(version()).toMatch(/^[\w-]{16}$/);
});

test('a message and a quote that moved on are', () => {
	expect(version({ body: 'Hello!' })).not.toBe(version());
	expect(version({ quote: 'accepted' })).not.toBe(version());
});

test('a message that looks like what is left out is seen all the same', () => {
	const about = (status: string) => version({ body: `"status" : "${status}"` });
	expect(about('open')).not.toBe(about('waiting'));
});
