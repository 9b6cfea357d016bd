import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLog, redact, type Fields, type Level } from './log.ts';

function written(level: Level, message: string, fields?: Fields, least: Level = 'debug') {
	const out: string[] = [];
	const errors: string[] = [];
	openLog(
		least,
		(line) => out.push(line),
		(line) => errors.push(line)
	)[level](message, fields);
	return { out: out.join(''), errors: errors.join('') };
}
const line = (message: string, fields?: Fields) => written('info', message, fields).out;
const token = randomBytes(32).toString('base64url');

describe('a line of the log', () => {
	it('has time, level, message and facts, and goes where its level belongs', () => {
		expect(line('served', { status: 200, path: '/inbox', note: 'two words' })).toMatch(
			/^\d{4}-\d\d-\d\dT[\d:.]+Z info served status=200 path=\/inbox note="two words"\n$/
		);
		expect(written('error', 'broken').errors).toMatch(/ error broken\n$/);
		expect(written('debug', 'detail', {}, 'info')).toEqual({ out: '', errors: '' });
	});

	it('stays one line and harmless to a terminal, whatever a stranger typed', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, value) => {
				const text = line(message, { value, nested: { value } });
				expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
			})
		);
		expect(line('a\nerror forged', { value: '\u001b[2J' })).not.toMatch(/\n.|\u001b/);
	});
});

describe('what opens doors is never written', () => {
	const doors: [string, string][] = [
		['a portal link', `GET /c/${token}`],
		['a portal page below it', `GET https://hub.example.com/c/${token}/files?x=1`],
		['a mistyped, short portal link', `GET /c/${token.slice(0, 12)} 404`],
		['a referral link', `GET /r/${token}`],
		['a signed file address', `GET /files/${token}?expires=1795374000&sig=${token}`],
		[
			'a presigned bucket address',
			`https://s3.example.com/b/k?X-Amz-Credential=AKIA${token}&X-Amz-Signature=${token}`
		],
		['a set-up link', `http://localhost:3000/set-up/${token}`],
		['a reset link', `http://localhost:3000/reset-password/${token}`],
		['an invitation that a later route brings', `/some/new/route/${token}?x`],
		['a link with its token as a parameter', `/reset?token=${token}`],
		['a header', `Authorization: Bearer ${token}`],
		['a header in JSON', `{"authorization":"Basic ${token}"}`],
		['a bearer on its own', `sent bearer ${token}`],
		['a database address', `postgres://hub:${token}@db.example.com/hub`],
		['a mail server address', `smtps://user%40example.com:${token}@smtp.example.com`],
		['a password in a form', `email=a@b.c&password=${token}`]
	];
	it.each(doors)('%s', (_, text) => {
		expect(text).toContain(token.slice(0, 12));
		for (const shown of [
			line(text),
			line('x', { text }),
			line('x', { nested: { text } }),
			line('x', { error: new Error(text) })
		])
			expect(shown).not.toContain(token.slice(0, 12));
	});

	it('fields by their name', () => {
		const shown = line('x', {
			password: 'abc12',
			headers: { cookie: 'abc12', 'x-api-key': 1, accept: 'text/html' },
			portalToken: 'abc12'
		});
		expect(shown).not.toContain('abc12');
		expect(shown).toContain('text/html');
	});

	it('but what helps to find a fault stays', () => {
		const text =
			'GET /customers/0b8cd8f2-6a4c-4b3c-9f0e-5a6f4f8d2b11?page=2 200 http://localhost:3000/sign-in';
		expect(redact(text)).toBe(text);
	});
});

describe('an error', () => {
	it('is told with code, stack and cause', () => {
		const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
		expect(line('x', { error: new Error('not kept', { cause }) })).toMatch(
			/not kept.*at .*caused by Error ENOSPC: no space left/
		);
	});

	it("keeps people's data out: a database error's detail, query and quoted values", () => {
		const error = Object.assign(new Error('invalid input syntax for type integer: "Carla Customer"'), {
			code: '22P02',
			detail: 'Key (email)=(carla@example.com) exists',
			query: 'insert into customers'
		});
		for (const shown of [line('x', { error }), line('x', { inner: { error } })]) {
			expect(shown).toContain('invalid input syntax for type integer');
			expect(shown).not.toMatch(/carla|insert into/i);
		}
	});
});
