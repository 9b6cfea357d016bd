import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliverMessage } from '#hub/messages/deliver.ts';
import type { NewAttachment } from '#hub/messages/types.ts';
import { receive } from '#hub/objects/arrivals.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mailSalon, type MailSalon } from '#support/mail-salon.ts';
import { BUSY, DOMAIN, LARGEST, startPostfix, UNKNOWN, type Postfix } from './postfix.ts';

let hub: TestInstance;
let postfix: Postfix;
let salon: MailSalon;

beforeAll(async () => {
	postfix = await startPostfix();
	hub = await openTestInstance({
		SECRET_KEY: 'the key of every test',
		ORIGIN: 'https://hub.example',
		// STARTTLS, with a certificate that is the server's own.
		SMTP_URL: `smtp://127.0.0.1:${postfix.port}/?requireTLS=true&tls.rejectUnauthorized=false`,
		MAIL_FROM: 'hub@mail.example'
	});
	salon = await mailSalon(hub);
	await livesAt(`carla@${DOMAIN}`);
});
afterAll(async () => {
	await hub?.close();
	await postfix?.stop();
});

const livesAt = (email: string) =>
	hub.fresh
		.owner`update customers set email = ${email}, email_normalized = ${email} where id = ${salon.carla.id}`;
const deliver = (messageId: string) => deliverMessage(hub, { orgId: salon.orgId, messageId });

async function attached(bytes: Buffer): Promise<NewAttachment[]> {
	const begin = <T>(work: Parameters<typeof asMember<T>>[2]) => asMember(hub.database, salon.owner, work);
	const made: NewAttachment[] = [];
	await receive(
		hub,
		{ orgId: salon.orgId, begin, source: Readable.from([bytes]) },
		(_tx, { key, size, sha256 }) => {
			made.push({ objectKey: key, name: 'Größe.pdf', contentType: 'application/pdf', size, sha256 });
			return Promise.resolve();
		}
	);
	return made;
}

describe('Postfix', () => {
	test('takes three mails of a conversation over TLS and delivers them whole', async () => {
		const bytes = randomBytes(2_000_000);
		const first = await salon.write('Grüße\n.\nein Punkt allein', { attachments: await attached(bytes) });
		await deliver(first);
		for (const words of ['And', 'again']) await deliver(await salon.write(words));
		await expect.poll(() => postfix.delivered().length, { timeout: 20_000 }).toBe(3);
		const mails = await Promise.all(postfix.delivered().map((raw) => simpleParser(raw)));
		const find = (words: string) => mails.find(({ text }) => text?.startsWith(words));
		const [one, two, three] = [find('Grüße'), find('And'), find('again')];
		expect(one?.text).toMatch(/^Grüße\n\.\nein Punkt allein\n/);
		const sha = (content: Buffer) => createHash('sha256').update(content).digest('hex');
		expect(one?.attachments.map(({ filename, content }) => [filename, sha(content)])).toEqual([
			['Größe.pdf', sha(bytes)]
		]);
		expect(two?.inReplyTo).toBe(one?.messageId);
		expect(three?.references).toEqual([one?.messageId, two?.messageId]);
		expect(three?.subject).toBe('Re: Colour and cut on Friday');
		expect(String(one?.headers.get('received'))).toMatch(/TLSv1\.[23]/);
		expect(await salon.standing(first)).toMatchObject({ state: 'sent', attempts: 1 });
	});

	test('says for good that nobody has the address, and the owner reads it', async () => {
		await livesAt(UNKNOWN);
		const id = await salon.write('To nobody');
		await deliver(id);
		expect(await salon.standing(id)).toMatchObject({
			state: 'failed',
			failure: expect.stringContaining('Nobody has this address') as string
		});
	});

	test('says that the mailbox is full for now, and gets the mail again later', async () => {
		await livesAt(BUSY);
		const id = await salon.write('To somebody busy');
		await expect(deliver(id)).rejects.toThrow('tried again later');
		expect((await salon.standing(id))?.lastError).toContain('Full at the moment');
		await livesAt(`carla@${DOMAIN}`);
		const before = postfix.delivered().length;
		await deliver(id);
		await expect.poll(() => postfix.delivered().length, { timeout: 20_000 }).toBe(before + 1);
	});

	test('takes no mail that is larger than it said, and nobody tries that again', async () => {
		await livesAt(`carla@${DOMAIN}`);
		const id = await salon.write('Too much', { attachments: await attached(randomBytes(LARGEST)) });
		await deliver(id);
		expect(await salon.standing(id)).toMatchObject({ state: 'failed', attempts: 1 });
	});
});
