import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealSettings } from '#hub/channels/read.ts';
import type { ChannelSettings } from '#hub/channels/schema.ts';
import { listChannels } from '#hub/channels/verbs.ts';
import type { HubError } from '#hub/errors.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { PASSWORD, startImap, USER, type ImapServer } from '#support/imap.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mailSalon, type MailSalon } from '#support/mail-salon.ts';
import { tryMailbox } from './mailboxes.ts';

let hub: TestInstance;
let salon: MailSalon;
let server: ImapServer;

beforeAll(async () => {
	hub = await openTestInstance({ SECRET_KEY: 'the key of every test', ALLOW_PRIVATE_HOSTS: '1' });
	[salon, server] = [
		await mailSalon(hub),
		await startImap({ messages: [{ raw: Buffer.from('Subject: Hi\r\n\r\nHi') }] })
	];
});
afterAll(() => Promise.all([hub.close(), server.stop()]));

/** As the form keeps it; over a connection in clear, which the form refuses, since the server in the test has no other. */
async function settings(more: Partial<ChannelSettings['imap']> = {}): Promise<void> {
	const whole = {
		host: '127.0.0.1',
		port: server.port,
		security: 'none',
		user: USER,
		password: PASSWORD,
		folder: 'INBOX',
		...more
	} as const;
	const sealed = sealSettings(hub, salon.orgId, 'imap', whole);
	await hub.fresh.owner`insert into channels (org_id, kind, sealed) values (${salon.orgId}, 'imap', ${sealed})
		on conflict (org_id, kind) do update set sealed = excluded.sealed, updated_at = clock_timestamp()`;
}
const tried = () => tryMailbox(hub, salon.owner);
const status = async () =>
	(await asMember(hub.database, salon.owner, (tx) => listChannels(hub, tx, salon.owner))).imap;

describe('the test of a mailbox', () => {
	it('opens it as reading would, and reads nothing', async () => {
		await settings();
		expect(await tried()).toEqual({ folder: 'INBOX', reason: null });
		expect(await status()).toMatchObject({ status: 'working' });
		expect(server.seen()).toEqual([]);
		await expect.poll(() => server.connected()).toBe(0);
		expect((await hub.fresh.owner`select from messages where org_id = ${salon.orgId}`).count).toBe(0);
	});

	it.each([
		[{ password: 'wrong' }, /user name and password/],
		[{ folder: 'Nowhere' }, /no such folder|Invalid mailbox/],
		[{ port: 9 }, /ECONNREFUSED/]
	])('says in words what is wrong: %o', async (more, words) => {
		await settings(more);
		expect((await tried()).reason).toMatch(words);
		expect(await status()).toMatchObject({
			status: 'failing',
			lastError: expect.stringMatching(words) as string
		});
	});

	it('says so when nobody vouches for the server that it would tell the password', async () => {
		const encrypted = await startImap({ offers: 'tls' });
		await settings({ port: encrypted.port, security: 'tls' });
		const { reason } = await tried();
		await encrypted.stop();
		expect(reason).toMatch(/certificate is not valid for it, so the password was not sent \(/);
	});

	it('connects to no private address unless the operator allows it', async () => {
		await settings();
		const strict = { ...hub, config: { ...hub.config, allowPrivateHosts: false } };
		expect((await tryMailbox(strict, salon.owner)).reason).toMatch(/not on the public internet/);
	});

	it('is done thirty times an hour at most', async () => {
		const other = await mailSalon(hub, 'Impatient');
		const often = Array.from({ length: 31 }, () => tryMailbox(hub, other.owner));
		const refused = (await Promise.allSettled(often)).map((one) =>
			one.status === 'rejected' ? (one.reason as HubError).refusal : 'done'
		);
		expect(refused.filter((refusal) => refusal === 'too-many')).toHaveLength(1);
		expect(refused.filter((refusal) => refusal === 'invalid')).toHaveLength(30);
	});

	it('is for owners and admins', async () => {
		await expect(tryMailbox(hub, { ...salon.owner, role: 'agent' })).rejects.toMatchObject({
			refusal: 'forbidden'
		});
	});
});
