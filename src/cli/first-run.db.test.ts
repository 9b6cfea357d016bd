import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	hashPortalToken,
	newPortalToken,
	PORTAL_TOKEN_PURPOSE,
	portalLink,
	sealPortalToken
} from '#hub/customers/portal-token.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import { eraseAgain } from '#hub/privacy/again.ts';
import { customerHash } from '#hub/privacy/ledger.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { firstRun } from './first-run.ts';

/** A demo that was made earlier, by a version that wrote a customer's link down. */
let hub: TestInstance;
let lumi: Whole;
let note: string;
const tokens = [newPortalToken(), newPortalToken()];
const email = 'sofia@studio-lumi.example';

beforeAll(async () => {
	hub = await openTestInstance();
	const { owner } = hub.fresh;
	lumi = await wholeOrganization(owner, 'Studio Lumi');
	await owner`update people set email = ${email}, email_normalized = ${email}, password_hash = ${await hashPassword('a password')}
		where id = ${lumi.personId}`;
	await owner`delete from erasures`;
	const { orgId } = lumi;
	const sealed = (customerId: string, token: string) =>
		sealPortalToken(hub.secrets.derive(PORTAL_TOKEN_PURPOSE), { orgId, customerId }, token);
	for (const [index, { id }] of lumi.customers.entries()) {
		const token = tokens[index] ?? '';
		const mail = `customer-${index}@mail-abcdef.example`;
		await owner`update customers set email = ${mail}, email_normalized = ${mail}, portal_token_hash = ${hashPortalToken(token)},
			portal_token_encrypted = ${sealed(id, token)} where id = ${id}`;
	}
	// The business stayed with its demo. She is a customer of flesh and blood, and has more to show than all others.
	const [zoe, token] = [randomUUID(), newPortalToken()];
	await owner`insert into customers (org_id, id, name, email, email_normalized, search_text, portal_token_hash, portal_token_encrypted)
		values (${orgId}, ${zoe}, 'Zoe', 'zoe@example.com', 'zoe@example.com', 'zoe', ${hashPortalToken(token)}, ${sealed(zoe, token)})`;
	await owner`insert into quotes (org_id, customer_id, title, currency)
		select ${orgId}, ${zoe}, 'Wedding', 'EUR' from generate_series(1, 9)`;
	await owner`with made as (insert into objects (key, org_id, state, size, sha256)
			select md5(n::text), ${orgId}, 'stored', 3, sha256('') from generate_series(1, 9) n returning key)
		insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256)
		select ${orgId}, ${zoe}, key, key, 'application/pdf', 'pdf', 3, sha256('') from made`;
	note = join(hub.config.dataDir, 'demo.json');
	await writeFile(
		note,
		JSON.stringify({ email, password: 'a password', portalPath: `/c/${tokens[0] ?? ''}` })
	);
});
afterAll(() => hub.close());

const start = () =>
	firstRun({
		instance: hub,
		ownerUrl: hub.fresh.ownerUrl,
		directUrl: hub.fresh.appUrl,
		embedded: false,
		close: () => Promise.resolve()
	});

test('a start shows the portal of a customer of the demo who is there, and keeps no link in a file', async () => {
	const links = tokens.map((token) => portalLink(hub.config.origin, token));
	const signIn = `Sign in at ${hub.config.origin}/sign-in as ${email} with the password a password`;
	const portals: (string | undefined)[] = [];
	const maintenance = openMaintenance(hub.fresh.ownerUrl);
	for (const { length } of [links, links.slice(1)]) {
		const [said, portal] = await start();
		expect(said).toBe(signIn);
		const link = links.find((one) => portal === `A customer's portal: ${one}`);
		expect(link, `${length} are left`).toBeDefined();
		portals.push(link);
		const shown = lumi.customers[links.indexOf(link ?? '')]?.id ?? '';
		const line = {
			v: 1 as const,
			org: lumi.orgId,
			customer: customerHash(hub.secrets, lumi.orgId, shown).toString('hex'),
			erasedAt: '2026-11-26T12:00:00.000Z'
		};
		await hub.fresh.owner`delete from erasures`;
		const ledger = { lines: [line], files: [], copied: new Set<string>(), unreadable: [], missing: [] };
		expect(await eraseAgain(hub, maintenance, ledger)).toBe(1);
	}
	await maintenance.close();
	expect(new Set(portals)).toEqual(new Set(links));
	expect(await start(), 'nobody is left').toEqual([signIn]);
	expect(JSON.parse(await readFile(note, 'utf8'))).toEqual({ email, password: 'a password' });
	const where = [`Sign in at ${hub.config.origin}/sign-in`];
	await hub.fresh
		.owner`update people set password_hash = ${await hashPassword('another one')} where id = ${lumi.personId}`;
	expect(await start(), 'she chose another password').toEqual(where);
	await hub.fresh.owner`update people set email_normalized = 'sofia@example.com' where id = ${lumi.personId}`;
	expect(await start(), 'nobody has this address').toEqual(where);
});
