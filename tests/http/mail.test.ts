import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { bombs, mail } from '#support/mails.ts';
import { organization } from '#support/people.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';

const SECRET = 'the secret of the mail server';
let app: App;
let sql: Sql;
let orgId: string;
let to: string;

beforeAll(async () => {
	app = await startApp({ MAIL_WEBHOOK_SECRET: SECRET });
	sql = app.fresh.owner;
	orgId = await organization(sql, 'Studio Lumi');
	to = `${orgId}@in.example`;
});
afterAll(() => app?.stop());

const post = (raw: Buffer, { secret = SECRET, recipient = to } = {}) =>
	fetch(`${app.origin}/webhooks/mail?to=${encodeURIComponent(recipient)}`, {
		method: 'POST',
		headers: { ...(secret && { authorization: `Bearer ${secret}` }), 'content-type': 'message/rfc822' },
		body: new Uint8Array(raw)
	});
const messages = async () => {
	const [row] = await sql<{ n: number }[]>`select count(*)::int as n from messages where org_id = ${orgId}`;
	return row?.n ?? 0;
};

describe('the mail webhook', () => {
	test('keeps a mail for whom it is, and nobody without the secret can post one', async () => {
		const raw = mail({ subject: 'By the webhook' });
		for (const secret of ['', 'wrong', SECRET.slice(0, -1), `${SECRET}x`])
			expect((await post(raw, { secret })).status).toBe(401);
		for (const recipient of ['', 'a\0@in.example', 'nobody@in.example', `${to}.evil.example`])
			expect((await post(raw, { recipient })).status).toBe(404);
		expect((await post(Buffer.alloc(0))).status).toBe(400);
		expect(await messages()).toBe(0);
		expect((await post(raw, { recipient: to.replace('@', '+tag@').toUpperCase() })).status).toBe(202);
		expect(await messages()).toBe(1);
		expect(app.output()).not.toContain(SECRET);
	});

	test('takes a mail of whatever type the sender says it is, or of none', async () => {
		for (const type of [
			'message/rfc822',
			'text/plain',
			'application/x-www-form-urlencoded',
			'application/octet-stream',
			null
		]) {
			const answer = await fetch(`${app.origin}/webhooks/mail?to=${to}`, {
				method: 'POST',
				headers: { authorization: `Bearer ${SECRET}`, ...(type && { 'content-type': type }) },
				body: new Uint8Array(mail({}))
			});
			expect(answer.status, String(type)).toBe(202);
		}
	});

	test('answers 202 to each of fifty copies, and keeps one', async () => {
		const before = await messages();
		const raw = mail({});
		const answers = await Promise.all(Array.from({ length: 50 }, () => post(raw)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
		expect(await messages()).toBe(before + 1);
	});

	test('refuses what is larger than any mail', async () => {
		const before = await messages();
		const answer = await post(Buffer.alloc(73 * 1024 * 1024, 'a')).catch((cause: unknown) => cause);
		// The server may close the line before all of it was sent.
		if (answer instanceof Response) expect(answer.status).toBe(413);
		else expect(answer).toBeInstanceOf(TypeError);
		expect(await messages()).toBe(before);
	});
});

describe('while mails come in', () => {
	/** How long others wait for an answer meanwhile: the 99th of each hundred, in milliseconds. */
	async function probing<T>(work: () => Promise<T>): Promise<{ result: T; p99: number }> {
		const times: number[] = [];
		let over = false;
		const probe = (async () => {
			while (!over || times.length < 200) {
				const started = performance.now();
				await (await fetch(`${app.origin}/healthz`)).arrayBuffer();
				times.push(performance.now() - started);
				await wait(5);
			}
		})();
		const result = await work();
		over = true;
		await probe;
		times.sort((one, other) => one - other);
		return { result, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
	}

	test.runIf(corpusMails().length)(
		`all of the corpus is kept, each in good time, and others are answered${withoutCorpora}`,
		async () => {
			const { result, p99 } = await probing(async () => {
				const slow: string[] = [];
				for (const { name, bytes } of corpusMails()) {
					const started = performance.now();
					expect((await post(bytes)).status, name).toBe(202);
					if (performance.now() - started > 2000) slow.push(name);
				}
				return slow;
			});
			expect(result).toEqual([]);
			expect(p99).toBeLessThan(200);
			const seen = await sql`select from mail_seen where org_id = ${orgId}`;
			// Sixteen mails are copies of others; seven more came above.
			expect(seen.length).toBe(corpusMails().length - 16 + 7);
		}
	);

	test.each(Object.entries(bombs))('%s keeps nobody else waiting, and is kept', async (_, make) => {
		const raw = Buffer.concat([Buffer.from(`Message-ID: <${randomUUID()}@mail.example>\r\n`), make()]);
		const before = await messages();
		const { result, p99 } = await probing(() => post(raw));
		expect(result.status).toBe(202);
		expect(await messages()).toBe(before + 1);
		expect(p99).toBeLessThan(200);
	});
});
