import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { duplicatesOf } from '#hub/customers/duplicates.ts';
import { takeContactAway } from '#hub/customers/further-contacts.ts';
import { listCustomers } from '#hub/customers/list.ts';
import { hashPortalToken, newPortalToken, sealPortalToken } from '#hub/customers/portal-token.ts';
import { customerByEmail, customerByPhone, customersByContact } from '#hub/customers/sql.ts';
import { changeCustomer, findCustomer, furtherContactsOf } from '#hub/customers/verbs.ts';
import { inboundCase } from '#hub/inquiries/open.ts';
import { talkWith } from '#hub/messages/whatsapp-sql.ts';
import { asMember, asWorker, roles, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { resetPortalLink } from '#hub/portal/share.ts';
import { customersWithAddress, keepReply } from '#hub/portal/sql.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person, testSecrets, type TestPerson } from '#support/people.ts';
import { forgetMergesTask } from './forgetting.ts';
import { merging, type Merging } from './schema.ts';
import { mergeCustomers, undoMerge } from './verbs.ts';

const key = testSecrets.derive('portal-token');
let fresh: FreshDatabase;
let team: Record<MemberRole, TestPerson>;
let lumi: Whole;
let olga: Member;
let carla: Whole['customers'][number];
let dana: Whole['customers'][number];
let tokens: { carla: string; dana: string };

beforeAll(async () => {
	fresh = await freshDatabase();
	const people = await Promise.all(roles.map((role) => person(fresh.owner, `Robin ${role}`)));
	team = Object.fromEntries(roles.map((role, at) => [role, people[at]])) as typeof team;
});
afterAll(() => fresh.drop());

/** Two customers who are one person, with a row in every table; nobody asks to be deleted. */
beforeEach(async () => {
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	olga = {
		kind: 'member',
		orgId: lumi.orgId,
		memberId: lumi.ownerId,
		personId: lumi.personId,
		role: 'owner'
	};
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	tokens = { carla: await linkOf(carla.id), dana: await linkOf(dana.id) };
	await contact(carla.id, 'carla@example.com', '+49 170 1111111');
	await contact(dana.id, 'Dana@Work.example', '+49 170 2222222');
	await fresh.owner`update customer_data_requests set status = 'withdrawn' where org_id = ${lumi.orgId}`;
	await fresh.owner`insert into outbox_mails (org_id, kind, customer_id, recipient, subject, body_text, message_id)
		values (${lumi.orgId}, 'new_file', ${dana.id}, 'dana@work.example', 'New file', 'Text', ${randomUUID()})`;
});

async function linkOf(customerId: string): Promise<string> {
	const token = newPortalToken();
	const sealed = sealPortalToken(key, { orgId: lumi.orgId, customerId }, token);
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)}, portal_token_encrypted = ${sealed}
		where id = ${customerId}`;
	return token;
}

async function contact(id: string, email: string | null, phone: string): Promise<void> {
	const now = await as(olga, (tx) => findCustomer(tx, olga, id));
	const { name, address, locale, version } = now;
	await as(olga, (tx) =>
		changeCustomer(tx, olga, { id, version, name, address, locale, email, phone, anyway: true })
	);
}

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
const worker = <T>(work: (tx: Tx) => Promise<T>) => asWorker(fresh.database, lumi.orgId, work);
const merge = (choice: Partial<Merging> = {}, actor = olga, kept = carla.id) =>
	as(actor, (tx) => mergeCustomers(tx, actor, kept, { ...merging.parse({ merged: dana.id }), ...choice }));
const undo = (mergeId: string, actor = olga, kept = carla.id, merged = dana.id) =>
	as(actor, (tx) => undoMerge(tx, actor, kept, { merge: mergeId, merged }, key));
const nameBehind = async (token: string) =>
	(await readPortal(fresh.database, token, 10))?.customer.name ?? null;
const conflict = { refusal: 'conflict' };

/** Every row of the organization in every table, as the database's superuser sees it. */
async function everything(): Promise<Record<string, unknown[]>> {
	const tables = await fresh.owner<{ name: string }[]>`
		select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
			and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'org_id') order by 1`;
	const all: Record<string, unknown[]> = {};
	for (const { name } of tables)
		all[name] = (
			await fresh.owner<{ row: unknown }[]>`
				select to_jsonb(t) - 'updated_at' as row from ${fresh.owner(name)} t where org_id = ${lumi.orgId} order by 1`
		).map(({ row }) => row);
	return all;
}
const withoutEvents = ({ inquiry_events: events = [], ...rest }: Record<string, unknown[]>) => ({
	...rest,
	inquiry_events: events.filter((event) => (event as { kind: string }).kind !== 'merged')
});
const named = async (id: string) =>
	Object.entries(await everything()).flatMap(([table, rows]) =>
		rows.filter((row) => JSON.stringify(row).includes(id)).map(() => table)
	);

describe('two customers who are one person', () => {
	it('become one: every row of both is hers, and only the record of the merge names the other', async () => {
		const before = await everything();
		expect((await named(dana.id)).length).toBeGreaterThan(12);
		await merge();
		expect(await named(dana.id)).toEqual(['customer_merges']);
		const after = await everything();
		for (const [table, rows] of Object.entries(before)) {
			const more = { customers: -1, customer_aliases: 3, customer_merges: 1, inquiry_events: 1 }[table] ?? 0;
			expect(after[table]?.length, table).toBe(rows.length + more);
		}
		expect((await readPortal(fresh.database, tokens.carla, 10))?.documents).toHaveLength(2);
	});

	it('are found by the addresses, numbers and words of both', async () => {
		await merge();
		expect(await worker((tx) => customerByEmail(tx, 'carla@example.com'))).toBe(carla.id);
		expect(await worker((tx) => customerByEmail(tx, 'dana@work.example'))).toBe(carla.id);
		expect(await worker((tx) => customerByPhone(tx, '491702222222'))).toBe(carla.id);
		expect(await worker((tx) => customersByContact(tx, ['dana@work.example'], []))).toMatchObject([
			{ id: carla.id, emailNormalized: 'dana@work.example' }
		]);
		const query = (words: string) =>
			as(olga, (tx) =>
				listCustomers(tx, olga, { query: words, sort: 'name', after: null, before: null })
			).then(({ customers }) => customers.map(({ id }) => id));
		for (const words of ['dana@work', '+49 170 2222222', '01702222222', 'carla'])
			expect(await query(words), words).toEqual([carla.id]);
		await contact(carla.id, 'carla@new.example', '+49 170 1111111');
		expect(await query('dana@work'), 'also once she was edited').toEqual([carla.id]);
		expect(
			await as(olga, (tx) =>
				duplicatesOf(tx, { name: 'X', email: null, phone: '0170 2222222', address: null, locale: null }, null)
			)
		).toMatchObject([{ id: carla.id, same: 'phone' }]);
	});

	it('write on in the one conversation, from the old address and the old number', async () => {
		await fresh.owner`update inquiries set status = 'closed', closed_at = now() where id = ${carla.inquiryId}`;
		await merge();
		const customerId = (await worker((tx) => customerByEmail(tx, 'dana@work.example'))) ?? '';
		expect((await worker((tx) => inboundCase(tx, customerId))).inquiryId).toBe(dana.inquiryId);
		expect(await nameBehind(tokens.dana)).toBe('Carla Customer');
	});

	it('are answered by WhatsApp at the number from which she wrote last', async () => {
		const wrote = (number: string) =>
			fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, details, created_at)
				select org_id, id, customer_id, 'inbound', 'whatsapp', 'Hi', ${fresh.owner.json({ from: number })}, clock_timestamp()
				from inquiries where id = ${dana.inquiryId}`;
		await wrote('491702222222');
		await merge();
		const talk = () => worker((tx) => talkWith(tx, carla.id));
		expect(await talk()).toMatchObject({ number: '491702222222', further: '+49 170 2222222' });
		await wrote('491701111111');
		expect(await talk()).toMatchObject({ number: '491701111111', further: null });
	});

	it('keep neither an address nor a number that is taken away again', async () => {
		await merge();
		const further = async () =>
			as(olga, async (tx) => furtherContactsOf(tx, olga, await findCustomer(tx, olga, carla.id)));
		const found = (words: string) => worker((tx) => customersByContact(tx, [words], [words]));
		const before = await further();
		expect(before).toContainEqual({ kind: 'email', shown: 'Dana@Work.example' });
		expect(await found('dana@work.example')).toHaveLength(1);
		const away = { kind: 'email', shown: 'Dana@Work.example' } as const;
		const viewer = await joins(fresh.owner, team.viewer, lumi.orgId, 'viewer');
		await expect(as(viewer, (tx) => takeContactAway(tx, viewer, carla.id, away))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await expect(as(olga, (tx) => takeContactAway(tx, olga, dana.id, away))).rejects.toMatchObject({
			refusal: 'not-found'
		});
		for (let times = 0; times < 2; times++) await as(olga, (tx) => takeContactAway(tx, olga, carla.id, away));
		expect(await further()).toEqual(before.filter(({ shown }) => shown !== away.shown));
		expect(await found('dana@work.example')).toEqual([]);
		const [row] = await fresh.owner<{ text: string }[]>`
			select search_text as text from customers where id = ${carla.id}`;
		expect(row?.text).toContain('1702222222');
		expect(row?.text).not.toContain('dana@work');
	});

	it('get a lost link at the old address, as it was typed', async () => {
		await merge();
		const found = (address: string) =>
			asWorker(fresh.database, null, (tx) => customersWithAddress(tx, address, 3)).then((all) =>
				all.filter(({ orgId }) => orgId === lumi.orgId)
			);
		expect(await found('dana@work.example')).toMatchObject([
			{ customerId: carla.id, email: 'Dana@Work.example', name: 'Carla Customer' }
		]);
		expect(await found('carla@example.com')).toHaveLength(1);
	});

	it('are called and reached as was chosen, and what was not chosen still leads to her', async () => {
		await merge({ name: 'merged', email: 'merged', phone: 'kept' });
		expect(await as(olga, (tx) => findCustomer(tx, olga, carla.id))).toMatchObject({
			name: 'Dana Customer',
			email: 'Dana@Work.example',
			phone: '+49 170 1111111'
		});
		expect(await worker((tx) => customerByEmail(tx, 'carla@example.com'))).toBe(carla.id);
		expect(await worker((tx) => customerByEmail(tx, 'dana@work.example'))).toBe(carla.id);
	});

	it('keep the preferences of both, unless they are too long together', async () => {
		await fresh.owner`update customers set preferences = 'Oat milk' where id = ${carla.id}`;
		await fresh.owner`update customers set preferences = ${'x'.repeat(1995)} where id = ${dana.id}`;
		await expect(merge()).rejects.toMatchObject({
			refusal: 'invalid',
			fields: { preferences: expect.any(String) as string }
		});
		await fresh.owner`update customers set preferences = 'No perfume' where id = ${dana.id}`;
		await merge();
		expect((await as(olga, (tx) => findCustomer(tx, olga, carla.id))).preferences).toBe(
			'Oat milk\n\nNo perfume'
		);
	});

	it('may have sent one and the same key in both portals', async () => {
		const same = randomUUID();
		await fresh.owner`update messages set idempotency_key = ${same} where org_id = ${lumi.orgId}`;
		await fresh.owner`update documents set upload_key = ${same} where org_id = ${lumi.orgId}`;
		await merge();
		expect(await named(dana.id)).toEqual(['customer_merges']);
	});
});

describe('the links of both', () => {
	it('open the one portal, and none while it is off', async () => {
		expect([await nameBehind(tokens.carla), await nameBehind(tokens.dana)]).toEqual([
			'Carla Customer',
			'Dana Customer'
		]);
		await merge();
		const [hers, others] = [
			await readPortal(fresh.database, tokens.carla, 10),
			await readPortal(fresh.database, tokens.dana, 10)
		];
		expect(others).toEqual(hers);
		await fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect([await nameBehind(tokens.carla), await nameBehind(tokens.dana)]).toEqual([null, null]);
		await fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		expect(await nameBehind(tokens.dana)).toBe('Carla Customer');
	});

	it('are all dead after Reset link, and an undo brings the dead one back to nobody', async () => {
		const { id } = await merge();
		await as(olga, (tx) => resetPortalLink({ secrets: testSecrets }, tx, olga, carla.id));
		expect([await nameBehind(tokens.carla), await nameBehind(tokens.dana)]).toEqual([null, null]);
		await undo(id);
		expect([await nameBehind(tokens.carla), await nameBehind(tokens.dana)]).toEqual([null, null]);
		const [row] = await fresh.owner`select portal_token_hash as hash from customers where id = ${dana.id}`;
		expect(row?.['hash'], 'she has a new one').toBeInstanceOf(Buffer);
	});
});

it('what she writes in her portal in the very moment of the merge is kept', async () => {
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const merged = as(olga, async (tx) => {
		await mergeCustomers(tx, olga, carla.id, merging.parse({ merged: dana.id }));
		await held;
	});
	await vi.waitUntil(async () => (await waiting('idle in transaction')) > 0);
	const reply = {
		tokenHash: hashPortalToken(tokens.dana),
		body: 'Am I late?',
		key: randomUUID(),
		newSubject: 'x'
	};
	const kept = keepReply(fresh.database.statement, reply);
	await vi.waitUntil(async () => (await waiting('active')) > 0);
	release();
	await merged;
	expect(await kept).toEqual({ kind: 'kept' });
	const rows = await fresh.owner`select customer_id from messages where body = 'Am I late?'`;
	expect(rows.map((row) => row['customer_id'] as string)).toEqual([carla.id]);
});

/** Connections of the app that hold a merge open, or wait for it. */
async function waiting(state: string): Promise<number> {
	const rows =
		await fresh.owner`select from pg_stat_activity where datname = current_database() and state = ${state}
		and pid <> pg_backend_pid() and (query like '%insert into customer_merges%' or wait_event_type = 'Lock')`;
	return rows.length;
}

describe('undo', () => {
	it('restores both exactly: each row, link, address and number', async () => {
		await fresh.owner`update customers set preferences = 'Oat milk', portal_seen_at = now() where id = ${dana.id}`;
		const before = withoutEvents(await everything());
		const { id } = await merge({ name: 'merged', email: 'merged' });
		expect(withoutEvents(await everything())).not.toEqual(before);
		await undo(id);
		expect(withoutEvents(await everything())).toEqual(before);
		expect([await nameBehind(tokens.carla), await nameBehind(tokens.dana)]).toEqual([
			'Carla Customer',
			'Dana Customer'
		]);
		expect(await worker((tx) => customerByEmail(tx, 'dana@work.example'))).toBe(dana.id);
	});

	it('leaves with the kept one what came after the merge, but takes along what was said in cases that go back', async () => {
		const { id } = await merge();
		await fresh.owner`insert into inquiries (org_id, number, customer_id, subject) values (${lumi.orgId}, 90, ${carla.id}, 'Later')`;
		await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
			values (${lumi.orgId}, ${dana.inquiryId}, ${carla.id}, 'inbound', 'email', 'Later in her case')`;
		await fresh.owner`update customers set address = 'New Street 1' where id = ${carla.id}`;
		await undo(id);
		const [later] =
			await fresh.owner`select customer_id from inquiries where number = 90 and org_id = ${lumi.orgId}`;
		const [said] =
			await fresh.owner`select customer_id from messages where body = 'Later in her case' and org_id = ${lumi.orgId}`;
		expect([later?.['customer_id'], said?.['customer_id']]).toEqual([carla.id, dana.id]);
		expect((await as(olga, (tx) => findCustomer(tx, olga, carla.id))).address, 'a later change stays').toBe(
			'New Street 1'
		);
	});

	it('works for a day; after it the record holds nothing about her, and her addresses and links live on', async () => {
		const { id } = await merge();
		await fresh.owner`update customer_merges set merged_at = now() - interval '25 hours' where id = ${id}`;
		await expect(undo(id)).rejects.toMatchObject(conflict);
		await forgetMergesTask(fresh);
		const [row] = await fresh.owner`select undo from customer_merges where id = ${id}`;
		expect(row?.['undo']).toBeNull();
		expect(await nameBehind(tokens.dana)).toBe('Carla Customer');
		expect(await worker((tx) => customerByEmail(tx, 'dana@work.example'))).toBe(carla.id);
	});

	it('keeps a merge of today when those of yesterday are forgotten', async () => {
		const { id } = await merge();
		await forgetMergesTask(fresh);
		await undo(id);
		expect(await nameBehind(tokens.dana)).toBe('Dana Customer');
	});

	it('takes merges back from the newest on: Dana into Carla, Carla into Erin', async () => {
		const before = withoutEvents(await everything());
		const erin = randomUUID();
		await fresh.owner`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
			values (${lumi.orgId}, ${erin}, 'Erin', ' erin', ${hashPortalToken(erin)}, '\\x00')`;
		const herLink = await linkOf(erin);
		const first = await merge();
		const second = await merge({ merged: carla.id }, olga, erin);
		for (const token of [tokens.carla, tokens.dana]) expect(await nameBehind(token)).toBe('Erin');
		expect(await worker((tx) => customerByPhone(tx, '491702222222'))).toBe(erin);
		await expect(undo(first.id, olga, erin)).rejects.toMatchObject(conflict);
		await undo(second.id, olga, erin, carla.id);
		expect([await nameBehind(tokens.dana), await nameBehind(herLink)]).toEqual(['Carla Customer', 'Erin']);
		await undo(first.id);
		await fresh.owner`delete from customers where id = ${erin}`;
		expect(withoutEvents(await everything())).toEqual(before);
	});

	it('pressed twice answers as the first time', async () => {
		const { id } = await merge();
		await Promise.all([undo(id), undo(id)]);
		expect(await nameBehind(tokens.dana)).toBe('Dana Customer');
	});
});

describe('merging', () => {
	it('pressed twice makes one merge', async () => {
		const [one, two] = await Promise.all([merge(), merge()]);
		expect(one.id).toBe(two.id);
	});

	it('by two members at once, each the other way round: one wins, the other is told', async () => {
		const other = { ...olga };
		const turns = await Promise.allSettled([
			merge(),
			as(other, (tx) => mergeCustomers(tx, other, dana.id, merging.parse({ merged: carla.id })))
		]);
		const lost = turns.filter((turn) => turn.status === 'rejected');
		expect(lost).toHaveLength(1);
		expect(lost[0]?.reason).toMatchObject(conflict);
		const left = await fresh.owner`select from customers where org_id = ${lumi.orgId}`;
		expect(left).toHaveLength(1);
	});

	it('waits until a request for deletion is decided, whoever of the two asked', async () => {
		for (const asking of [carla.id, dana.id]) {
			await fresh.owner`update customer_data_requests set status = 'pending' where customer_id = ${asking}`;
			await expect(merge()).rejects.toMatchObject(conflict);
			await fresh.owner`update customer_data_requests set status = 'withdrawn' where customer_id = ${asking}`;
		}
		const { id } = await merge();
		await fresh.owner`insert into customer_data_requests (org_id, customer_id) values (${lumi.orgId}, ${carla.id})`;
		await expect(undo(id), 'nor is half of her taken out of it').rejects.toMatchObject(conflict);
	});

	it('is for owner, admin and manager; agent and viewer are refused, and so are they by the database', async () => {
		for (const role of ['agent', 'viewer'] as const) {
			const actor = await joins(fresh.owner, team[role], lumi.orgId, role);
			await expect(merge({}, actor), role).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(undo(randomUUID(), actor), role).rejects.toMatchObject({ refusal: 'forbidden' });
		}
		const agent: Member = { ...olga, personId: team.agent.id };
		await expect(merge({}, agent)).rejects.toThrow(/row-level security/);
		for (const role of ['admin', 'manager'] as const) {
			const actor = await joins(fresh.owner, team[role], lumi.orgId, role);
			const { id } = await merge({}, actor);
			await undo(id, actor);
		}
	});

	it('finds no customer of a neighbour, who exists, and not the customer herself', async () => {
		const neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
		const theirs = neighbour.customers[0]?.id ?? '';
		await expect(merge({ merged: theirs })).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(merge({}, olga, theirs)).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(merge({ merged: carla.id })).rejects.toMatchObject({ refusal: 'invalid' });
		const { id } = await merge();
		const nina: Member = {
			...olga,
			orgId: neighbour.orgId,
			memberId: neighbour.ownerId,
			personId: neighbour.personId
		};
		await expect(undo(id, nina)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await nameBehind(tokens.dana)).toBe('Carla Customer');
	});
});
