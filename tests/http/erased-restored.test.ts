import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPortalToken } from '#hub/customers/portal-token.ts';
import { connect } from '#platform/postgres/url.ts';
import { serveApp, type ServedApp } from '#support/app.ts';
import { customer } from '#support/customers.ts';
import { bareDatabase, freshDatabase, type FreshDatabase } from '#support/database.ts';
import { tablesWith } from '#support/dump.ts';
import { PASSWORD, startImap, USER, type ImapServer } from '#support/imap.ts';
import { mail } from '#support/mails.ts';
import { joins, organization, person, type TestPerson } from '#support/people.ts';
import { checkout } from '#support/program.ts';
import { uploadForm } from '#support/salon.ts';
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

const get = async (path: string, cookie = '') => {
	const answer = await fetch(app.origin + path, {
		redirect: 'manual',
		headers: { cookie, accept: 'text/html' }
	});
	return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text() };
};
const post = (path: string, fields: Record<string, string>, cookie = '') =>
	fetch(app.origin + path, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: app.origin, cookie, accept: 'text/html' },
		body: new URLSearchParams(fields)
	});

/** Answers the cookie. */
async function signIn({ email, password }: TestPerson): Promise<string> {
	const answer = await post('/sign-in', { email, password });
	expect(answer.status).toBe(303);
	return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** Shares a file with a customer; answers the document's id. */
async function share(cookie: string, customerId: string, content: string): Promise<string> {
	const answer = await fetch(`${app.origin}/customers/${customerId}/documents`, {
		method: 'POST',
		headers: { origin: app.origin, cookie, accept: 'application/json' },
		body: uploadForm(new File([content], 'contract.txt'))
	});
	const { documents } = (await answer.json()) as { documents: { id: string }[] };
	return documents[0]?.id ?? '';
}

/** What a customer gets who taps a file; null: nothing. */
async function tapped(token: string, documentId: string): Promise<string | null> {
	const answer = await post(`/c/${token}/files/${documentId}`, {});
	const location = answer.headers.get('location');
	return location && (await get(new URL(location, app.origin).pathname)).text;
}

async function erase(who: TestPerson, names: string[]): Promise<void> {
	const cookie = await signIn(who);
	for (const name of names) {
		const [found] = await fresh.owner<{ id: string }[]>`select id from customers where name = ${name}`;
		const answer = await post(
			`/customers/${found?.id ?? ''}?/erase`,
			{ name, password: who.password },
			cookie
		);
		expect(answer.status).toBe(303);
	}
}

test('a restored business goes on for all but the erased, who do not come back from the mailbox nor by a repeated webhook', async () => {
	const orgId = await organization(fresh.owner, 'Studio Lumi');
	const olga = await person(fresh.owner, 'Olga Owner');
	await joins(fresh.owner, olga, orgId, 'owner');
	app = await serveApp(fresh, env);
	const from = `Carla ${SENTINEL} <carla@example.com>`;
	imap.append(mail({ from, subject: 'before' }));
	await expect.poll(letters(fresh.owner), patiently).toEqual(['before']);
	const [dora, edda] = [
		await customer(fresh.owner, orgId, 'Dora Kept'),
		await customer(fresh.owner, orgId, `Edda ${SENTINEL}`)
	];
	const session = await signIn(olga);
	const [hers, lost] = [
		await share(session, dora.id, 'her contract'),
		await share(session, edda.id, SENTINEL)
	];
	expect(await tapped(edda.token, lost)).toBe(SENTINEL);
	const archive = join(folder, 'hub.tar');
	await hub(['backup', '--to', archive], {});

	imap.append(mail({ from, subject: 'since' }));
	await expect.poll(letters(fresh.owner), patiently).toEqual(['before', 'since']);
	await tell('since', 'since');
	await erase(olga, [`Carla ${SENTINEL}`, `Nora ${SENTINEL}`, `Edda ${SENTINEL}`]);
	expect(await tablesWith(fresh.owner, SENTINEL)).toEqual([]);
	await app.stop();

	// The instance's key is lost with the machine.
	const elsewhere = { DATA_DIR: join(folder, 'data'), SECRET_KEY: 'the key of another machine' };
	await hub(['restore', archive], { ...elsewhere, DATABASE_URL: there.ownerUrl });
	app = await serveApp({ ...fresh, ownerUrl: there.ownerUrl }, { ...env, ...elsewhere });
	expect(await get('/customers', session), 'who was signed in signs in again').toMatchObject({ status: 303 });
	const cookie = await signIn(olga);
	const customers = await get('/customers', cookie);
	expect(customers.text).toContain('Dora Kept');
	expect(customers.text).not.toContain(SENTINEL);
	expect(await get(`/c/${dora.token}`)).toMatchObject({
		status: 200,
		text: expect.stringContaining('contract.txt') as string
	});
	expect(await tapped(dora.token, hers)).toBe('her contract');
	const gone = await get(`/c/${edda.token}`);
	expect(gone).toEqual({ ...(await get(`/c/${newPortalToken()}`)), status: 404 });
	expect(await tapped(edda.token, lost)).toBeNull();
	expect((await get(`/customers/${edda.id}`, cookie)).status).toBe(404);
	expect(await get('/settings/privacy', cookie)).toMatchObject({
		status: 200,
		text: expect.stringContaining('Deletion of') as string
	});
	await tell('since', 'since');
	imap.append(mail({ from: 'Dana <dana@example.com>', subject: 'news' }));
	await expect.poll(letters(restored), patiently).toEqual(['news']);
	expect(await tablesWith(restored, SENTINEL)).toEqual([]);
	expect(await restored`select from customers`).toHaveLength(2);

	imap.append(mail({ from, subject: 'later' }));
	await tell('later', 'later');
	await expect.poll(letters(restored), patiently).toEqual(['later', 'news']);
	expect(await restored`select from customers`).toHaveLength(4);
}, 180_000);
