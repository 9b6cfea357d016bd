import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { channelForms } from '#hub/channels/schema.ts';
import { listChannels, saveChannel } from '#hub/channels/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { MOST_ATTEMPTS } from '#hub/outbox/attempts.ts';
import type { TestInstance } from '#support/instance.ts';
import { mailSalon, openMailInstance, type MailSalon } from '#support/mail-salon.ts';
import { openSmtp, type Received, type TestSmtp } from '#support/smtp.ts';
import { deliverMessage } from './deliver.ts';
import { retrySend } from './send.ts';
import { deliverQueued, sendWaiting, sweepMessages } from './waiting.ts';

let hub: TestInstance;
let smtp: TestSmtp;
let salon: MailSalon;

beforeAll(async () => {
	smtp = await openSmtp();
	hub = await openMailInstance(smtp);
});
afterAll(() => Promise.all([hub.close(), smtp.close()]));
beforeEach(async () => {
	smtp.calm();
	salon = await mailSalon(hub);
});

const only = (): Received => {
	expect(smtp.received).toHaveLength(1);
	return smtp.received[0] as Received;
};
const jobs = async (id: string) =>
	(await hub.fresh.owner`select from graphile_worker._private_jobs where payload ->> 'messageId' = ${id}`)
		.count;

describe('a server that has its troubles', () => {
	it('says 451: the mail stays queued with the reason, and leaves later with the same Message-ID', async () => {
		const id = await salon.write('Later');
		for (const fault of ['answer', 'answerToData'] as const) {
			smtp[fault] = '451 4.7.1 Greylisted, try again';
			await expect(salon.deliver(id)).rejects.toThrow('tried again later');
			smtp[fault] = null;
		}
		const waiting = await salon.standing(id);
		expect(waiting).toMatchObject({ state: 'queued', attempts: 2, failure: null });
		expect(waiting?.lastError).toContain('Greylisted');
		await salon.deliver(id);
		expect(only().parsed.messageId).toBe(waiting?.messageId);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent', attempts: 3, lastError: null });
	});

	it('takes the mail and drops the connection: it goes again, as the same mail', async () => {
		const id = await salon.write('Twice, perhaps');
		smtp.drops = 1;
		await expect(salon.deliver(id)).rejects.toThrow('tried again later');
		expect(await salon.standing(id)).toMatchObject({ state: 'queued', attempts: 1 });
		await salon.deliver(id);
		expect(smtp.received).toHaveLength(2);
		expect(new Set(smtp.received.map(({ parsed }) => parsed.messageId)).size).toBe(1);
		await salon.deliver(id);
		expect(smtp.received).toHaveLength(2);
	});

	it.each(['answer', 'answerToData'] as const)(
		'refuses for good (%s 550): the message says so and can be tried again',
		async (fault) => {
			const id = await salon.write('To nobody');
			smtp[fault] = '550 5.1.1 No such user';
			await salon.deliver(id);
			expect(await salon.standing(id)).toMatchObject({
				state: 'failed',
				failure: expect.stringMatching(/refused.*No such user/) as string
			});
			smtp[fault] = null;
			await asMember(hub.database, salon.owner, (tx) => retrySend(tx, salon.owner, id));
			await salon.deliver(id);
			expect(only().parsed.messageId).toBe((await salon.standing(id))?.messageId);
		}
	);

	it('is given up after the last attempt', async () => {
		const id = await salon.write('Never');
		await hub.fresh.owner`update messages set attempts = ${MOST_ATTEMPTS - 1} where id = ${id}`;
		smtp.answer = '451 Not today';
		await salon.deliver(id);
		expect(await salon.standing(id)).toMatchObject({
			state: 'failed',
			failure: expect.stringContaining('Given up after 25 attempts') as string
		});
	});

	it('loses none of 40 mails though it fails at random, and repeats one only when it had dropped the connection', async () => {
		let seed = 7;
		const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
		const ids: string[] = [];
		for (let at = 0; at < 40; at++) ids.push(await salon.write(`Mail number ${at}`));
		let dropped = 0;
		for (const id of ids)
			for (let tries = 0; (await salon.standing(id))?.state === 'queued' && tries < 20; tries++) {
				const luck = random();
				smtp.answer = luck < 0.2 ? '451 Busy' : null;
				smtp.answerToData = luck > 0.8 ? '452 Full' : null;
				smtp.drops = luck > 0.45 && luck < 0.65 ? 1 : 0;
				dropped += smtp.drops;
				await salon
					.deliver(id)
					.catch((cause: unknown) => expect(String(cause)).toContain('tried again later'));
			}
		const arrived = smtp.received.map(({ parsed }) => parsed.messageId);
		expect(dropped).toBeGreaterThan(5);
		expect(new Set(arrived).size).toBe(40);
		expect(arrived.length).toBe(40 + dropped);
		for (const id of ids) expect(await salon.standing(id)).toMatchObject({ state: 'sent' });
	});

	it('is found again after its process was killed in the middle of an attempt', async () => {
		const id = await salon.write('Killed');
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
		await hub.fresh.owner`update messages set trying_since = now() where id = ${id}`;
		await sweepMessages(hub);
		expect(await jobs(id)).toBe(0);
		await hub.fresh.owner`update messages set trying_since = now() - interval '16 minutes' where id = ${id}`;
		await sweepMessages(hub);
		expect(await jobs(id)).toBe(1);
		await salon.deliver(id);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent' });
	});
});

describe('without any mail server', () => {
	it('the message stays queued and says so; it leaves once the instance has one', async () => {
		const without = { ...hub, config: { ...hub.config, smtpUrl: null } };
		const id = await salon.write('Waiting');
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
		await deliverMessage(without, { orgId: salon.orgId, messageId: id });
		expect(await salon.standing(id)).toMatchObject({
			state: 'queued',
			attempts: 0,
			lastError: 'Waiting: no mail server is set up.'
		});
		await deliverQueued(hub, 'email');
		expect(await jobs(id)).toBe(1);
		await salon.deliver(id);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent', lastError: null });
	});
});

describe("an organization's own server", () => {
	const own = (server: TestSmtp, more: Record<string, string> = {}) =>
		asMember(hub.database, salon.owner, async (tx) => {
			const form = channelForms.smtp.parse({
				host: 'localhost',
				port: String(server.port),
				security: 'none',
				user: '',
				password: '',
				fromAddress: 'hello@lumi.example',
				fromName: 'Lumi, the studio',
				...more
			});
			await saveChannel(hub, tx, salon.owner, 'smtp', form);
			await sendWaiting(tx, salon.orgId, 'email');
		});
	const status = () =>
		asMember(hub.database, salon.owner, async (tx) => (await listChannels(hub, tx, salon.owner)).smtp);

	it('sends what waited, from the address that was set', async () => {
		const server = await openSmtp();
		const without = { ...hub, config: { ...hub.config, smtpUrl: null } };
		const id = await salon.write('Waiting');
		await deliverMessage(without, { orgId: salon.orgId, messageId: id });
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
		await own(server);
		expect(await jobs(id)).toBe(1);
		await deliverMessage(without, { orgId: salon.orgId, messageId: id });
		expect(server.received[0]?.parsed.from?.value).toEqual([
			{ name: 'Lumi, the studio', address: 'hello@lumi.example' }
		]);
		expect(smtp.received).toHaveLength(0);
		expect(await status()).toMatchObject({ status: 'working', lastError: null });
		await server.close();
	});

	it('that wants another password delays the mail and is shown as failing, until it takes one', async () => {
		const server = await openSmtp({ login: { user: 'lumi', password: 'right' }, offers: 'starttls' });
		await own(server, { security: 'starttls', user: 'lumi', password: 'wrong' });
		const id = await salon.write('Hello');
		await expect(salon.deliver(id)).rejects.toThrow('tried again later');
		expect(await status()).toMatchObject({ status: 'failing' });
		expect(server.received).toHaveLength(0);
		await server.close();
	});

	it('whose certificate nobody signed gets neither password nor mail', async () => {
		for (const offers of ['starttls', 'tls'] as const) {
			const server = await openSmtp({ login: { user: 'lumi', password: 'right' }, offers });
			await own(server, { security: offers, user: 'lumi', password: 'right' });
			const id = await salon.write('Hello');
			await expect(salon.deliver(id)).rejects.toThrow('tried again later');
			expect((await salon.standing(id))?.lastError).toMatch(/certificate is not valid/);
			expect(server.received).toHaveLength(0);
			await server.close();
		}
	});

	it('that offers no encryption gets nothing when encryption was chosen', async () => {
		const server = await openSmtp();
		await own(server, { security: 'starttls' });
		const id = await salon.write('Hello');
		await expect(salon.deliver(id)).rejects.toThrow('tried again later');
		expect((await salon.standing(id))?.lastError).toMatch(/could not be encrypted/);
		expect(server.received).toHaveLength(0);
		await server.close();
	});

	it('at a private address is not connected to unless the operator allows it', async () => {
		const server = await openSmtp();
		await own(server);
		const strict = { ...hub, config: { ...hub.config, allowPrivateHosts: false } };
		const id = await salon.write('Hello');
		await expect(deliverMessage(strict, { orgId: salon.orgId, messageId: id })).rejects.toThrow(
			'tried again later'
		);
		expect((await salon.standing(id))?.lastError).toMatch(/not on the public internet/);
		expect([server.received.length, smtp.received.length]).toEqual([0, 0]);
		await server.close();
	});
});

describe('the operator’s server', () => {
	it('is spoken to over STARTTLS with its password', async () => {
		const server = await openSmtp({ login: { user: 'hub', password: 'p&ss word' }, offers: 'starttls' });
		// Its certificate is its own; an operator says so in the address, as the library has it.
		const smtpUrl = `${server.url}/?tls.rejectUnauthorized=false`;
		const id = await salon.write('Private');
		await deliverMessage(
			{ ...hub, config: { ...hub.config, smtpUrl } },
			{ orgId: salon.orgId, messageId: id }
		);
		expect(server.received).toHaveLength(1);
		expect(server.encrypted).toEqual([true]);
		await server.close();
	});
});
