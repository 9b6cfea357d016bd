import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sealSettings } from '#hub/channels/read.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { PASSWORD, startImap, USER, type ImapOptions, type ImapServer } from '#support/imap.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { organization } from '#support/people.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';
import { startMailboxes, type MailboxReaders } from './mailboxes.ts';

let hub: TestInstance;
let orgId: string;
let server: ImapServer;
const running: MailboxReaders[] = [];

beforeAll(async () => {
	hub = await openTestInstance({ ALLOW_PRIVATE_HOSTS: '1' });
});
afterAll(() => hub.close());

beforeEach(async () => {
	await hub.fresh.owner`delete from channels`;
	orgId = await organization(hub.fresh.owner, 'Studio Lumi');
});
afterEach(async () => {
	await Promise.all(running.splice(0).map((readers) => readers.stop()));
	await server.stop();
});

/** A mailbox with these mails, set up as the organization's own. */
async function mailbox(options: ImapOptions = {}, password = PASSWORD): Promise<void> {
	server = await startImap(options);
	const settings = {
		host: '127.0.0.1',
		port: server.port,
		security: 'none' as const,
		user: USER,
		password,
		folder: 'INBOX'
	};
	await hub.fresh
		.owner`insert into channels (org_id, kind, sealed) values (${orgId}, 'imap', ${sealSettings(hub, orgId, 'imap', settings)})
		on conflict (org_id, kind) do update set sealed = excluded.sealed, updated_at = now()`;
}

/** A worker process, as far as mailboxes go. */
function read(of: TestInstance = hub): MailboxReaders {
	const readers = startMailboxes(
		{ instance: of, directUrl: of.fresh.appUrl },
		{ look: 100, least: 50, most: 200 }
	);
	running.push(readers);
	return readers;
}

const subjects = async () =>
	(
		await hub.fresh.owner<
			{ subject: string }[]
		>`select subject from message_mails where org_id = ${orgId} order by subject`
	).map(({ subject }) => subject);
const channel = async () =>
	(await hub.fresh.owner`select status, last_error as error from channels where org_id = ${orgId}`)[0];
const letter = (subject: string) => mail({ subject, from: 'carla@new.example' });

async function until<T>(ask: () => Promise<T> | T, wanted: T, patience = 10_000): Promise<void> {
	const end = Date.now() + patience;
	for (;;) {
		const now = await ask();
		if (JSON.stringify(now) === JSON.stringify(wanted)) return;
		if (Date.now() > end) return expect(now).toEqual(wanted);
		await wait(20);
	}
}

describe('a mailbox', () => {
	test('gives what is unread when it is connected, and what comes from then on', async () => {
		await mailbox({
			messages: [
				{ raw: letter('old'), seen: true },
				{ raw: letter('one') },
				{ raw: letter('older'), seen: true }
			]
		});
		read();
		await until(subjects, ['one']);
		await until(() => server.seen(), [1, 2, 3]);
		await until(channel, { status: 'working', error: null });
		const sent = Date.now();
		server.append(letter('two'));
		await until(subjects, ['one', 'two']);
		expect(Date.now() - sent).toBeLessThan(2000);
		await until(() => server.seen(), [1, 2, 3, 4]);
	});

	test('is read on after a break of the server and of ours, each mail once', async () => {
		await mailbox({ messages: [{ raw: letter('one') }] });
		const readers = read();
		await until(subjects, ['one']);
		const { port } = server;
		await server.stop();
		await until(async () => (await channel())?.['status'], 'failing');
		server = await startImap({
			port,
			messages: [{ raw: letter('kept already'), seen: true }, { raw: letter('two') }]
		});
		await until(subjects, ['one', 'two']);
		await readers.stop();
		await until(() => server.connected(), 0);
		server.append(letter('three'));
		server.append(letter('four'));
		read();
		await until(subjects, ['four', 'one', 'three', 'two']);
	});

	test('is read by one process among several, and by the next one when that ends', async () => {
		await mailbox();
		const processes = [read(), read(), read()];
		await until(() => server.connected(), 1);
		await wait(400);
		expect(server.connected()).toBe(1);
		for (const [n, process] of processes.entries()) {
			server.append(letter(`mail ${n}`));
			await until(async () => (await subjects()).length, n + 1);
			await process.stop();
		}
		// The server hears of it a moment later.
		await until(() => server.connected(), 0);
	});

	test('is left when its reader loses the database, and taken up again', async () => {
		await mailbox();
		read();
		await until(() => server.connected(), 1);
		await hub.fresh
			.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'customer-hub leases'`;
		await until(() => server.connected(), 0);
		await until(() => server.connected(), 1);
		server.append(letter('after'));
		await until(subjects, ['after']);
	});

	test('whose UIDs all changed gives nothing twice and loses nothing', async () => {
		const [one, two] = [letter('one'), letter('two')];
		await mailbox({ messages: [{ raw: one }, { raw: two }] });
		const readers = read();
		await until(subjects, ['one', 'two']);
		await readers.stop();
		const { port } = server;
		await server.stop();
		server = await startImap({
			port,
			uidValidity: 7,
			messages: [{ raw: letter('three'), seen: true }, { raw: two, seen: true }, { raw: one }]
		});
		read();
		await until(subjects, ['one', 'three', 'two']);
		await until(() => server.seen(), [1, 2, 3]);
		expect(await subjects()).toEqual(['one', 'three', 'two']);
	});

	test('that does not take the password says so to its owner, and is tried again with another', async () => {
		await mailbox({ messages: [{ raw: letter('one') }] }, 'wrong');
		read();
		await until(channel, {
			status: 'failing',
			error: 'The mail server does not take this user name and password.'
		});
		await server.stop();
		await mailbox({ messages: [{ raw: letter('one') }] });
		await until(subjects, ['one']);
	});

	test('on a server without IDLE is read as well', async () => {
		await mailbox({ idle: false, messages: [{ raw: letter('one') }] });
		read();
		await until(subjects, ['one']);
	});

	test('of the operator serves the only organization', async () => {
		server = await startImap({ messages: [{ raw: letter('one') }] });
		const url = `imap://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${server.port}/?tls=0`;
		const alone = await openTestInstance({ IMAP_URL: url });
		try {
			orgId = await organization(alone.fresh.owner, 'Alone');
			const readers = read(alone);
			const count = async () =>
				(await alone.fresh.owner`select from messages where org_id = ${orgId}`).length;
			await until(count, 1);
			await readers.stop();
		} finally {
			await alone.close();
		}
	});

	test('keeps a mail in it as unread while storage is away', async () => {
		await mailbox({
			messages: [
				{
					raw: Buffer.concat([
						mail({ subject: 'one', headers: ['Content-Type: application/pdf; name=a.pdf'] })
					])
				}
			]
		});
		let away = true;
		const { storage } = hub;
		const put: typeof storage.put = (...given) =>
			away ? Promise.reject(new Error('away')) : storage.put(...given);
		read({ ...hub, storage: Object.assign(Object.create(storage) as typeof storage, { put }) });
		await until(async () => (await channel())?.['status'], 'failing');
		expect(server.seen()).toEqual([]);
		away = false;
		await until(subjects, ['one']);
		await until(() => server.seen(), [1]);
	});
});

test.runIf(corpusMails().length)(
	`every mail of the corpus comes in by IMAP, and every file${withoutCorpora}`,
	async () => {
		const mails = corpusMails();
		await mailbox({ messages: mails.map(({ bytes }) => ({ raw: bytes })) });
		read();
		await until(() => server.seen().length, mails.length, 25_000);
		const [counted] = await hub.fresh.owner`select
		(select count(*)::int from mail_seen where org_id = ${orgId}) as seen,
		(select count(*)::int from messages where org_id = ${orgId} and direction = 'inbound') as messages`;
		expect(counted?.['seen']).toBe(counted?.['messages']);
		// Sixteen are copies: the same Message-ID, sender, subject, text and files in other headers or with other line ends.
		expect(counted?.['messages']).toBe(mails.length - 16);
		const files = await hub.fresh.owner<{ key: string; size: number; sha256: Buffer }[]>`
		select object_key as key, size::int, sha256 from attachments where org_id = ${orgId}`;
		expect(files.length).toBeGreaterThan(30);
		for (const { key, size } of files) expect((await readWhole(hub.storage, key, size)).length).toBe(size);
	}
);
