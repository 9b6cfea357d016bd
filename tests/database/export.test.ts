import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import type { Column, Rows } from '#hub/personal-data.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { exportOf } from '#hub/privacy/export.ts';
import { customersDoor, membersDoor, type Door } from '#hub/privacy/export-door.ts';
import { registry } from '#hub/privacy/registry.ts';
import { customer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

type Row = Record<string, unknown>;

let fresh: FreshDatabase;
let lumi: Whole;
let dim: Whole;
let owner: Member;
const token = newPortalToken();
/** Carla of Studio Lumi, whose export it is; the others are Dana beside her, and both customers of the neighbour. */
const carla = () => lumi.customers[0]?.id ?? '';
const others = () => [lumi.customers[1], ...dim.customers].map((it) => it?.id ?? '');

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	dim = await wholeOrganization(fresh.owner, 'Studio Dim');
	for (const id of [carla(), ...others()]) await fillOut(id);
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla()}`;
	owner = {
		kind: 'member',
		orgId: lumi.orgId,
		memberId: lumi.ownerId,
		personId: lumi.personId,
		role: 'owner'
	};
}, 120_000);
afterAll(() => fresh.drop());

const written = async (door: Door) => text((await exportOf(door)).text);
const read = async (door: Door) => JSON.parse(await written(door)) as Row;
const hers = () => customersDoor(fresh.database, token);
const owners = (id: string) => membersDoor(fresh.database, owner, id);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
const schema = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../docs/export-format/1.json'), 'utf8')
) as object;
const faults = (value: unknown) => {
	const check = ajv.getSchema('1') ?? ajv.addSchema(schema, '1').getSchema('1');
	return check?.(value) ? [] : check?.errors;
};

describe('the export of a customer', () => {
	it('has every column that is claimed to be in it, where it is claimed to be, of every row that is hers', async () => {
		const whole = await read(hers());
		const missing: string[] = [];
		for (const { table, column, paths } of exportedColumns()) {
			const values = (await rowsOf(table, carla()))
				.map((row) => row[column])
				.filter((value) => value !== null);
			if (!values.length) missing.push(`${table}.${column} has no value to look for`);
			for (const path of paths) {
				const there = valuesAt(whole, path.split('.')).map((value) => JSON.stringify(value));
				for (const value of values) {
					const wanted = JSON.stringify(await asWritten(table, column, value));
					if (!there.includes(wanted)) missing.push(`${path}: ${wanted} of ${table}.${column}`);
				}
			}
		}
		expect(missing).toEqual([]);
	});

	it('has nothing that is claimed to be left out of it', async () => {
		const whole = await written(hers());
		const leaked = Object.entries(registry).flatMap(([table, claim]) =>
			'nothing' in claim
				? []
				: Object.keys(claim.columns)
						.filter((column) => 'not' in (claim.columns[column] ?? {}))
						.filter((column) => whole.includes(sentinel(carla(), table, column)))
						.map((column) => `${table}.${column}`)
		);
		expect(leaked).toEqual([]);
		const [note] =
			await fresh.owner`select from inquiry_notes where body = ${sentinel(carla(), 'inquiry_notes', 'body')}`;
		expect(note, 'though a note on her is there').toBeDefined();
	});

	it('has nothing of anybody else: not of the customer beside her, nor of the neighbour’s', async () => {
		const whole = await written(hers());
		for (const other of others()) {
			expect(whole).not.toContain(tag(other));
			const [there] = await fresh.owner`select from messages where body like ${`%${tag(other)}%`}`;
			expect(there, 'though it is there').toBeDefined();
		}
		expect(whole).toContain(tag(carla()));
	});

	it('is the same to the byte for her and for the owner who sends it to her', async () => {
		const moment = /"exportedAt": "[^"]+"/;
		const [one, other] = [await written(hers()), await written(owners(carla()))];
		expect(other.replace(moment, '')).toBe(one.replace(moment, ''));
		expect(await written(owners(others()[0] ?? ''))).not.toContain(tag(carla()));
	});

	it('is as the published schema says, full and empty', async () => {
		expect(faults(await read(hers()))).toEqual([]);
		const nobody = await customer(fresh.owner, lumi.orgId, 'Nora New');
		const empty = await read(customersDoor(fresh.database, nobody.token));
		expect(faults(empty)).toEqual([]);
		expect(empty).toMatchObject({ customer: { name: 'Nora New' }, messages: [], documents: [] });
		expect(Object.keys(empty)).toEqual([
			'format',
			'exportedAt',
			'customer',
			'inquiries',
			'messages',
			'quotes',
			'payments',
			'referrals',
			'documents'
		]);
	});

	it('has cases that were put away, and nothing that may still be taken back or is a draft', async () => {
		const [inquiry] = await fresh.owner<
			{ id: string }[]
		>`insert into inquiries (org_id, number, customer_id, subject, deleted_at)
			values (${lumi.orgId}, 500, ${carla()}, 'Put away', now()) returning id`;
		const say = (body: string, more: Row) =>
			fresh.owner`insert into messages ${fresh.owner({ org_id: lumi.orgId, inquiry_id: inquiry?.id, customer_id: carla(), direction: 'outbound', channel: 'email', body, ...more })}`;
		await say('In the case that was put away', {});
		await say('Not out yet', { state: 'queued', release_at: new Date(Date.now() + 60_000) });
		await fresh.owner`insert into quotes (org_id, customer_id, title, status, currency)
			values (${lumi.orgId}, ${carla()}, 'A draft of a quote', 'draft', 'EUR')`;
		for (const door of [hers(), owners(carla())]) {
			const whole = await written(door);
			expect(whole).toContain('Put away');
			expect(whole).toContain('In the case that was put away');
			expect(whole).not.toContain('Not out yet');
			expect(whole).not.toContain('A draft of a quote');
		}
	});

	it('has each of thousands of messages once, in order, whatever the size of the parts', async () => {
		const big = await customer(fresh.owner, lumi.orgId, 'Berta Big');
		const [inquiry] = await fresh.owner<
			{ id: string }[]
		>`insert into inquiries (org_id, number, customer_id, subject)
			values (${lumi.orgId}, 501, ${big.id}, 'Long') returning id`;
		await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
			select ${lumi.orgId}, ${inquiry?.id ?? ''}, ${big.id}, 'inbound', 'email', 'message ' || n, now() - interval '1 day' + n / 3 * interval '1 microsecond'
			from generate_series(1, 1200) n`;
		await fresh.owner`insert into message_mails (org_id, message_id, html)
			select org_id, id, repeat('x', 1500000) from messages where customer_id = ${big.id} and body in ('message 3', 'message 4', 'message 5', 'message 6', 'message 1199')`;
		const { messages } = (await read(owners(big.id))) as { messages: { body: string; createdAt: string }[] };
		expect(messages).toHaveLength(1200);
		expect(new Set(messages.map(({ body }) => body)).size).toBe(1200);
		expect(messages.map(({ createdAt }) => createdAt)).toEqual(
			messages.map(({ createdAt }) => createdAt).sort()
		);
	});

	it('is found for nobody who may not have it, and breaks off when the portal is switched off meanwhile', async () => {
		const foreign = membersDoor(fresh.database, owner, dim.customers[0]?.id ?? '');
		const refused = { refusal: 'not-found' };
		await expect(exportOf(foreign)).rejects.toMatchObject(refused);
		await expect(exportOf(customersDoor(fresh.database, newPortalToken()))).rejects.toMatchObject(refused);
		const begun = await exportOf(hers());
		await fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		await expect(text(begun.text)).rejects.toMatchObject(refused);
		await expect(exportOf(hers())).rejects.toMatchObject(refused);
		await fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		await expect(exportOf(hers())).resolves.toBeDefined();
	});

	it('is all that her own rights show more while she exports: her page shows none of it', async () => {
		const shown = await fresh.database.transaction(
			'hub_customer',
			{ org: lumi.orgId, customer: carla() },
			async (tx) => {
				const count = async (table: string) => (await tx`select org_id from ${tx(table)}`).length;
				return [
					await count('message_mails'),
					await count('inquiry_events'),
					await count('customer_accesses')
				];
			}
		);
		expect(shown).toEqual([0, 0, 0]);
	});
});

const tag = (customerId: string) => `said-${customerId.slice(0, 8)}`;
const sentinel = (customerId: string, table: string, column: string) =>
	`${tag(customerId)}-${table}.${column}`;

function exportedColumns(): { table: string; column: string; paths: string[] }[] {
	return Object.entries(registry).flatMap(([table, claim]) =>
		'nothing' in claim
			? []
			: Object.entries(claim.columns).flatMap(([column, it]: [string, Column]) =>
					'as' in it ? [{ table, column, paths: [it.as].flat() as string[] }] : []
				)
	);
}

/** Rows of a table that are a customer's and not withheld, as the registry says how to find them. */
async function rowsOf(table: string, customerId: string): Promise<Row[]> {
	const claim = registry[table];
	if (!claim || 'nothing' in claim) return [];
	const found: Row[] = [];
	for (const rows of claim.rows.filter(({ withheld }) => withheld === undefined)) {
		const values = await valuesOf(rows, customerId);
		if ('by' in rows && values.length)
			found.push(
				...(await fresh.owner`select * from ${fresh.owner(table)} where ${fresh.owner(rows.by)}::text in ${fresh.owner(values)}`)
			);
	}
	return found;
}

async function valuesOf(rows: Rows, customerId: string): Promise<string[]> {
	if ('mentionedIn' in rows) return [];
	if (!('through' in rows)) return [customerId];
	const through = await rowsOf(rows.through, customerId);
	return through.map((row) => String(row[rows.of ?? 'id']));
}

/** Every text of hers gets a value that tells whose, of which table and of which column it is; every moment one of its own. */
async function fillOut(customerId: string): Promise<void> {
	const sql = fresh.owner;
	await sql`insert into outbox_mails (org_id, kind, customer_id, recipient, subject, body_text, message_id)
		select org_id, 'new_file', id, 'a@example.com', 'Subject', 'Text', ${`<${customerId}@hub.example>`} from customers where id = ${customerId}`;
	await sql`update inquiries set previous_id = id, status = 'closed', outcome = 'won', closed_at = now() where customer_id = ${customerId}`;
	await sql`update messages set state = 'failed', failure = 'why', details = ${sql.json({ reaction: tag(customerId) })} where customer_id = ${customerId}`;
	await sql`update message_mails set to_addresses = ${sql.json([{ address: tag(customerId) }])}, cc_addresses = ${sql.json([tag(customerId)])}
		where message_id in (select id from messages where customer_id = ${customerId})`;
	await sql`update quotes set valid_until = '2026-12-24', due_on = '2026-12-31', status = 'refunded', invoice_number = number
		where customer_id = ${customerId}`;
	for (const [table, claim] of Object.entries(registry)) {
		if ('nothing' in claim || table.includes('.')) continue;
		const columns = await sql<{ column: string; type: string }[]>`
			select column_name as column, udt_name as type from information_schema.columns
			where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' and udt_name in ('text', 'timestamptz')`;
		for (const [at, { column, type }] of columns.entries())
			for (const rows of claim.rows) await fillColumn(customerId, table, rows, column, type, at);
	}
}

/** Where a constraint wants one of a few values, or none beside another, the row keeps what it has. */
async function fillColumn(
	customerId: string,
	table: string,
	rows: Rows,
	column: string,
	type: string,
	at: number
) {
	const values = await valuesOf(rows, customerId);
	// A payment with this set was taken back, and is none.
	if (!('by' in rows) || !values.length || rows.by === column || column === 'reverted_at') return;
	const sql = fresh.owner;
	const value =
		type === 'text' ? sentinel(customerId, table, column) : new Date(Date.UTC(2026, 0, 1, 0, 0, at, at));
	try {
		await sql`update ${sql(table)} set ${sql(column)} = ${value} where ${sql(rows.by)}::text in ${sql(values)}`;
	} catch (cause) {
		const code = (cause as { code?: string }).code ?? '';
		// Check, foreign key, unique, too long: PostgreSQL's class of integrity constraint violations.
		if (!code.startsWith('23')) throw cause;
	}
}

/** A value of the database as the export writes it. */
async function asWritten(table: string, column: string, value: unknown): Promise<unknown> {
	if (column === 'inquiry_id' || column === 'previous_id') {
		const [row] = await fresh.owner<
			{ number: number }[]
		>`select number from inquiries where id = ${String(value)}`;
		return caseNumber(row?.number);
	}
	if (table === 'inquiries' && column === 'number') return caseNumber(value);
	// The letters of the number; both are one value.
	if (table === 'inquiries' && column === 'prefix') return caseNumber(1);
	if (column === 'quantity') return Number(value);
	if (Buffer.isBuffer(value)) return value.toString('hex');
	if (value instanceof Date)
		return /_on$|_until$/.test(column) ? value.toISOString().slice(0, 10) : value.toISOString();
	return value;
}
const caseNumber = (number: unknown) => `CH-${String(number).padStart(6, '0')}`;

/** All values at a path such as `messages[].mail.from`. */
function valuesAt(value: unknown, [step, ...rest]: string[]): unknown[] {
	if (step === undefined) return [value];
	const next = (value as Row | null)?.[step.replace('[]', '')];
	return (step.endsWith('[]') ? ((next ?? []) as unknown[]) : [next]).flatMap((it) => valuesAt(it, rest));
}
