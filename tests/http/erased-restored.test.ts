import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '#platform/postgres/url.ts';
import { serveApp, type ServedApp } from '#support/app.ts';
import { bareDatabase, freshDatabase, type FreshDatabase } from '#support/database.ts';
import { tablesWith } from '#support/dump.ts';
import { PASSWORD, startImap, USER, type ImapServer } from '#support/imap.ts';
import { mail } from '#support/mails.ts';
import { joins, organization, person, type TestPerson } from '#support/people.ts';
import { checkout } from '#support/program.ts';
import { openWhatsApp, whatsappPayload, type WhatsAppPeer } from '#support/whatsapp.ts';

/** The whole way, with the product's own commands: a business is backed up, goes on, deletes two people, and is lost. */
const SENTINEL = 'Rosenquist';
const number = '106540352242922';
const nora = '491701234567';
const folder = mkdtempSync(join(tmpdir(), 'hub-restored-'));
let imap: ImapServer;
let whatsapp: WhatsAppPeer;
let fresh: FreshDatabase;
let there: { ownerUrl: string; drop(): Promise<void> };
let restored: Sql;
let app: ServedApp;
let env: Record<string, string>;

beforeAll(async () => {
	[imap, whatsapp, fresh, there] = await Promise.all([
		startImap(),
		openWhatsApp(),
		freshDatabase(),
		bareDatabase()
	]);
	restored = connect(there.ownerUrl, { max: 2, onnotice: () => undefined });
	env = {
		IMAP_URL: `imap://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${imap.port}/?tls=0`,
		WHATSAPP_TOKEN: whatsapp.token,
		WHATSAPP_PHONE_NUMBER_ID: number,
		WHATSAPP_APP_SECRET: 'app secret',
		WHATSAPP_VERIFY_TOKEN: 'word',
		WHATSAPP_API_URL: whatsapp.api,
		ERASURE_LEDGER: join(folder, 'erasures.log')
	};
});
afterAll(async () => {
	await app?.stop();
	await restored.end({ timeout: 1 });
	await Promise.all([imap.stop(), whatsapp.close(), fresh.drop(), there.drop()]);
	rmSync(folder, { recursive: true, force: true });
});

async function hub(args: string[], more: NodeJS.ProcessEnv): Promise<void> {
	const child = spawn(process.execPath, ['bin/hub', ...args], {
		cwd: checkout,
		env: { ...app.env, ...more }
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (said += text));
	expect(await new Promise((resolve) => child.once('close', resolve)), said).toBe(0);
}

const letters = (sql: Sql) => async () =>
	(await sql<{ subject: string }[]>`select subject from message_mails order by subject`).map(
		({ subject }) => subject
	);
const patiently = { timeout: 60_000, interval: 100 };
const tell = async (id: string, text: string) => {
	const said = { id, from: nora, timestamp: '1764000000', type: 'text', text: { body: text } };
	const payload = whatsappPayload(number, { from: nora, name: `Nora ${SENTINEL}`, messages: [said] });
	expect((await whatsapp.tell(app.origin, 'app secret', payload)).status).toBe(200);
};

const post = (path: string, fields: Record<string, string>, cookie = '') =>
	fetch(app.origin + path, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: app.origin, cookie, accept: 'text/html' },
		body: new URLSearchParams(fields)
	});

async function erase({ email, password }: TestPerson, names: string[]): Promise<void> {
	const [cookie = ''] = (await post('/sign-in', { email, password })).headers.getSetCookie();
	for (const name of names) {
		const [found] = await fresh.owner<{ id: string }[]>`select id from customers where name = ${name}`;
		const answer = await post(
			`/customers/${found?.id ?? ''}?/erase`,
			{ name, password },
			cookie.split(';')[0]
		);
		expect(answer.status).toBe(303);
	}
}

test('what an erased person wrote after the backup does not come back from the mailbox, nor by a repeated webhook', async () => {
	const orgId = await organization(fresh.owner, 'Studio Lumi');
	const olga = await person(fresh.owner, 'Olga Owner');
	await joins(fresh.owner, olga, orgId, 'owner');
	app = await serveApp(fresh, env);
	const from = `Carla ${SENTINEL} <carla@example.com>`;
	imap.append(mail({ from, subject: 'before' }));
	await expect.poll(letters(fresh.owner), patiently).toEqual(['before']);
	const archive = join(folder, 'hub.tar');
	await hub(['backup', '--to', archive], {});

	imap.append(mail({ from, subject: 'since' }));
	await expect.poll(letters(fresh.owner), patiently).toEqual(['before', 'since']);
	await tell('since', 'since');
	await erase(olga, [`Carla ${SENTINEL}`, `Nora ${SENTINEL}`]);
	expect(await tablesWith(fresh.owner, SENTINEL)).toEqual([]);
	await app.stop();

	const elsewhere = { DATABASE_URL: there.ownerUrl, DATA_DIR: join(folder, 'data') };
	await hub(['restore', archive], elsewhere);
	app = await serveApp({ ...fresh, ownerUrl: there.ownerUrl }, { ...env, DATA_DIR: elsewhere.DATA_DIR });
	await tell('since', 'since');
	imap.append(mail({ from: 'Dana <dana@example.com>', subject: 'news' }));
	await expect.poll(letters(restored), patiently).toEqual(['news']);
	expect(await tablesWith(restored, SENTINEL)).toEqual([]);
	expect(await restored`select from customers`).toHaveLength(1);

	imap.append(mail({ from, subject: 'later' }));
	await tell('later', 'later');
	await expect.poll(letters(restored), patiently).toEqual(['later', 'news']);
	expect(await restored`select from customers`).toHaveLength(3);
}, 180_000);
