import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMailboxes, type MailboxReaders } from '#cli/mailboxes.ts';
import { sealSettings } from '#hub/channels/read.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { organization } from '#support/people.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';
import { PASSWORD, startDovecot, USER, type Dovecot } from './dovecot.ts';

let hub: TestInstance;
let dovecot: Dovecot;
let orgId: string;
let readers: MailboxReaders;

const read = () =>
	startMailboxes({ instance: hub, directUrl: hub.fresh.appUrl }, { look: 200, least: 100, most: 500 });
const kept = async () =>
	(await hub.fresh.owner`select from messages where org_id = ${orgId} and direction = 'inbound'`).length;

async function until(ask: () => Promise<number> | number, wanted: number, patience = 15_000): Promise<void> {
	const end = Date.now() + patience;
	for (let now = await ask(); now !== wanted; now = await ask()) {
		if (Date.now() > end) return expect(now).toBe(wanted);
		await wait(25);
	}
}

beforeAll(async () => {
	[hub, dovecot] = await Promise.all([openTestInstance({ ALLOW_PRIVATE_HOSTS: '1' }), startDovecot()]);
	orgId = await organization(hub.fresh.owner, 'Studio Lumi');
	const settings = {
		host: '127.0.0.1',
		port: dovecot.port,
		security: 'none' as const,
		user: USER,
		password: PASSWORD,
		folder: 'INBOX'
	};
	const sealed = sealSettings(hub, orgId, 'imap', settings);
	await hub.fresh.owner`insert into channels (org_id, kind, sealed) values (${orgId}, 'imap', ${sealed})`;
	readers = read();
});
afterAll(async () => {
	await readers?.stop();
	await dovecot?.stop();
	await hub?.close();
});

describe("Debian's Dovecot", () => {
	test('tells of a mail when it comes, and has it marked as read once it is kept', async () => {
		dovecot.deliver(mail({ subject: 'Now' }));
		await until(kept, 1);
		await until(() => dovecot.count().seen, 1);
		await wait(300);
		const delivered = Date.now();
		dovecot.deliver(mail({ subject: 'And now' }));
		await until(kept, 2);
		expect(Date.now() - delivered).toBeLessThan(3000);
	});

	test('is read by one of several, and what came while nobody read is not lost', async () => {
		const second = read();
		await readers.stop();
		dovecot.deliver(mail({ subject: 'To the second' }));
		await until(kept, 3);
		await second.stop();
		dovecot.deliver(mail({ subject: 'To nobody' }));
		readers = read();
		await until(kept, 4);
	});

	test('that gives all mails other UIDs gives none twice', async () => {
		await dovecot.renumber();
		dovecot.deliver(mail({ subject: 'After the backup' }));
		await until(kept, 5);
		await until(() => dovecot.count().seen, 5);
		await wait(500);
		expect(await kept()).toBe(5);
	});

	test.runIf(corpusMails().length)(
		`gives every mail of the corpus with every file${withoutCorpora}`,
		async () => {
			const mails = corpusMails();
			for (const { bytes } of mails) dovecot.deliver(bytes);
			await until(() => dovecot.count().seen, mails.length + 5, 50_000);
			// Sixteen are copies of others; Dovecot gives all of them the line ends of the network.
			expect(await kept()).toBe(5 + mails.length - 16);
			const files = await hub.fresh.owner<{ key: string; size: number }[]>`
			select object_key as key, size::int from attachments where org_id = ${orgId}`;
			expect(files.length).toBeGreaterThan(30);
			for (const { key, size } of files) expect((await readWhole(hub.storage, key, size)).length).toBe(size);
		}
	);
});
