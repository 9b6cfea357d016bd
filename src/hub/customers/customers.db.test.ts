import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, asMember, roles, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { readFields } from '#platform/forms/forms.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { hashPortalToken, openPortalToken } from './portal-token.ts';
import { addition, change, type Addition, type Change } from './schema.ts';
import { addCustomer, changeCustomer, findCustomer } from './verbs.ts';

const key = randomBytes(32);
let fresh: FreshDatabase;
let lumi: Record<MemberRole, Member>;
let neighbour: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
	const orgId = await organization(fresh.owner, 'Studio Lumi');
	const team = await Promise.all(
		roles.map(async (role) => joins(fresh.owner, await person(fresh.owner, `Robin ${role}`), orgId, role))
	);
	lumi = Object.fromEntries(team.map((member) => [member.role, member])) as Record<MemberRole, Member>;
	const other = await organization(fresh.owner, 'Studio Neighbour');
	neighbour = await joins(fresh.owner, await person(fresh.owner, 'Nina Neighbour'), other, 'owner');
});
afterAll(() => fresh.drop());

const details = (more: Partial<Addition> = {}): Addition => ({
	name: 'Mia López',
	email: null,
	phone: null,
	address: null,
	locale: null,
	anyway: false,
	...more
});
const add = (actor: Member, input: Addition) =>
	asMember(fresh.database, actor, (tx) => addCustomer(tx, actor, input, key));
const save = (actor: Member, input: Change) =>
	asMember(fresh.database, actor, (tx) => changeCustomer(tx, actor, input));
const find = (actor: Member, id: string) =>
	asMember(fresh.database, actor, (tx) => findCustomer(tx, actor, id));

async function added(actor: Member, more: Partial<Addition> = {}): Promise<string> {
	const answer = await add(actor, details({ name: `Customer ${randomUUID()}`, ...more }));
	if (!('id' in answer)) throw new Error(`a duplicate of ${answer.duplicates[0]?.name ?? ''}`);
	return answer.id;
}

/** Reads the row past all policies: what is really there. */
async function row(id: string) {
	const [found] = await fresh.owner`select * from customers where id = ${id}`;
	return found;
}

describe('adding a customer', () => {
	it('is for the owner, admin, manager and agent', async () => {
		for (const role of ['owner', 'admin', 'manager', 'agent'] as const) {
			const id = await added(lumi[role], { name: `By the ${role}` });
			expect((await find(lumi.viewer, id)).name).toBe(`By the ${role}`);
		}
	});

	it('is refused to a viewer, by the rule and by PostgreSQL', async () => {
		await expect(add(lumi.viewer, details({ name: 'Never' }))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		const pretender = { ...lumi.viewer, role: 'agent' as const };
		await expect(
			asMember(fresh.database, lumi.viewer, (tx) =>
				addCustomer(tx, pretender, details({ name: 'Never' }), key)
			)
		).rejects.toThrow(/read-only transaction/);
		expect(await fresh.owner`select from customers where name = 'Never'`).toHaveLength(0);
	});

	it('makes a portal token of her own that only the instance key opens', async () => {
		const [one, other] = [await row(await added(lumi.agent)), await row(await added(lumi.agent))];
		const owner = { orgId: lumi.agent.orgId, customerId: String(one?.['id']) };
		const token = openPortalToken(key, owner, one?.['portal_token_encrypted']);
		expect(hashPortalToken(token)).toEqual(one?.['portal_token_hash']);
		expect(one?.['portal_token_hash']).not.toEqual(other?.['portal_token_hash']);
		expect(() => openPortalToken(key, owner, other?.['portal_token_encrypted'])).toThrow();
		expect(JSON.stringify(one)).not.toContain(token);
	});

	it('keeps an Arabic name, emoji, 200 characters, and no address at all', async () => {
		for (const name of ['محمد بن عبد الله', '👩🏽‍🎨 Zoë', '𝔐'.repeat(200), 'ﷺ'.repeat(200)]) {
			const id = await added(lumi.agent, { name });
			expect(await find(lumi.agent, id)).toMatchObject({ name, email: null, phone: null });
		}
	});

	it('names whoever has the address or the number already, and adds her all the same when that is meant', async () => {
		const anna = await added(lumi.agent, {
			name: 'Anna Alt',
			email: 'Anna@Example.com',
			phone: '+49 170 5550001'
		});
		const byMail = await add(lumi.agent, details({ email: 'anna@example.COM' }));
		expect(byMail).toEqual({
			duplicates: [
				{ id: anna, name: 'Anna Alt', email: 'Anna@Example.com', phone: '+49 170 5550001', same: 'email' }
			]
		});
		for (const phone of ['0049 170 555 0001', '0170/5550001', '+49 (0)170 5550001']) {
			const byPhone = await add(lumi.agent, details({ phone }));
			expect(byPhone, phone).toMatchObject({ duplicates: [{ id: anna, same: 'phone' }] });
		}
		expect(await add(lumi.agent, details({ name: 'Other area', phone: '0171 5550001' }))).toHaveProperty(
			'id'
		);
		expect(await add(lumi.agent, details({ email: 'anna@example.com', anyway: true }))).toHaveProperty('id');
	});

	it('takes a button pressed twice for one', async () => {
		const twice = await Promise.all([1, 2].map(() => add(lumi.agent, details({ name: 'Only Once' }))));
		expect(twice.filter((answer) => 'id' in answer)).toHaveLength(1);
		expect(twice.filter((answer) => 'duplicates' in answer)).toHaveLength(1);
	});

	it('does not say that the neighbour knows the same person', async () => {
		await added(neighbour, {
			name: 'Known next door',
			email: 'shared@example.com',
			phone: '+1 212 555 7788'
		});
		expect(
			await add(lumi.agent, details({ email: 'shared@example.com', phone: '+1 212 555 7788' }))
		).toHaveProperty('id');
	});
});

describe('a customer of the neighbour', () => {
	it('is not found, not changed, and exists', async () => {
		const id = await added(neighbour, { name: 'Next door' });
		const theirs = await find(neighbour, id);
		for (const role of roles)
			await expect(find(lumi[role], id)).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(
			save(lumi.owner, { ...details({ name: 'Taken over' }), id, version: theirs.version })
		).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await row(id)).toMatchObject({ name: 'Next door', org_id: neighbour.orgId });
	});

	it('cannot be given a quote, a case or a document of ours: the keys carry the organization', async () => {
		const id = await added(neighbour);
		for (const insert of [
			`insert into inquiries (org_id, number, customer_id, subject) values ('${lumi.owner.orgId}', 9001, '${id}', 'x')`,
			`insert into quotes (org_id, customer_id, title, currency) values ('${lumi.owner.orgId}', '${id}', 'x', 'EUR')`
		])
			await expect(
				asMember(fresh.database, lumi.owner, (tx) => tx.unsafe(insert)),
				insert
			).rejects.toThrow(/violates foreign key/);
	});
});

describe('changing a customer', () => {
	it('is for the owner, admin, manager and agent, and refused to a viewer', async () => {
		const id = await added(lumi.agent, { name: 'Before', email: 'before@example.com' });
		for (const role of ['owner', 'admin', 'manager', 'agent'] as const) {
			const { version } = await find(lumi[role], id);
			const saved = await save(lumi[role], {
				...details({ name: `After the ${role}`, phone: '030 123456' }),
				id,
				version
			});
			expect(saved).toEqual({ changed: true });
			expect(await row(id)).toMatchObject({
				name: `After the ${role}`,
				email: null,
				email_normalized: null,
				phone_normalized: '030123456',
				search_text: ` after the ${role} 030123456`
			});
		}
		const { version } = await find(lumi.viewer, id);
		await expect(save(lumi.viewer, { ...details({ name: 'Never' }), id, version })).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		expect((await row(id))?.['name']).toBe('After the agent');
	});

	it('loses nobody’s change: who saves second is shown what the first one saved', async () => {
		const id = await added(lumi.agent, { name: 'Shared' });
		const { version } = await find(lumi.agent, id);
		await save(lumi.manager, { ...details({ name: 'Shared', phone: '030 111222' }), id, version });
		const second = await save(lumi.agent, {
			...details({ name: 'Shared', email: 'new@example.com' }),
			id,
			version
		});
		expect(second).toMatchObject({ meanwhile: { phone: '030 111222', email: null } });
		expect(await row(id)).toMatchObject({ phone: '030 111222', email: null });
		const again = 'meanwhile' in second ? second.meanwhile.version : '';
		expect(await save(lumi.agent, { ...details({ name: 'Mine' }), id, version: again })).toEqual({
			changed: true
		});
	});

	it('lets one of two who save at the same moment win, and tells the other', async () => {
		const id = await added(lumi.agent, { name: 'Race' });
		const { version } = await find(lumi.agent, id);
		const answers = await Promise.all(
			['One', 'Two', 'Three'].map((name) => save(lumi.agent, { ...details({ name }), id, version }))
		);
		expect(answers.filter((answer) => 'changed' in answer)).toHaveLength(1);
		expect(answers.filter((answer) => 'meanwhile' in answer)).toHaveLength(2);
	});

	it('is no conflict with what she wrote in her portal meanwhile', async () => {
		const id = await added(lumi.agent);
		const { version } = await find(lumi.agent, id);
		await fresh.owner`update customers set preferences = 'No phone calls', preferences_updated_at = now(), portal_seen_at = now() where id = ${id}`;
		expect(await save(lumi.agent, { ...details({ name: 'Calm' }), id, version })).toEqual({ changed: true });
		expect((await find(lumi.agent, id)).preferences).toBe('No phone calls');
	});

	it('warns of a duplicate only when the contact is new', async () => {
		await added(lumi.agent, { name: 'First Twin', email: 'twin@example.com' });
		const id = await added(lumi.agent, { name: 'Second Twin' });
		const { version } = await find(lumi.agent, id);
		const input = { ...details({ name: 'Second Twin', email: 'twin@example.com' }), id, version };
		expect(await save(lumi.agent, input)).toMatchObject({ duplicates: [{ name: 'First Twin' }] });
		expect(await save(lumi.agent, { ...input, anyway: true })).toEqual({ changed: true });
		const now = await find(lumi.agent, id);
		expect(await save(lumi.agent, { ...input, name: 'Renamed', version: now.version })).toEqual({
			changed: true
		});
	});
});

describe('the portal’s role', () => {
	it('can neither search nor list the customers of the business', async () => {
		const id = await added(lumi.agent, { name: 'Curious' });
		const curious = { kind: 'customer' as const, orgId: lumi.agent.orgId, customerId: id };
		await expect(
			asCustomer(
				fresh.database,
				curious,
				(tx) => tx`select gate.search_customers(array['a'], false, false, null, 10)`
			)
		).rejects.toThrow(/permission denied/);
		const seen = await asCustomer(fresh.database, curious, (tx) => tx`select id from customers`);
		expect(seen.map((one) => one['id'])).toEqual([id]);
	});
});

describe('the form', () => {
	it('takes nothing but what a person may say about a customer', () => {
		for (const field of [
			'org_id',
			'orgId',
			'role',
			'id',
			'portal_token_hash',
			'preferences',
			'search_text',
			'created_at'
		]) {
			expect(readFields(addition, { name: 'Mia', [field]: 'x' })).toEqual({
				ok: false,
				errors: { '': `This form does not know ${field}.` }
			});
		}
		expect(
			change.safeParse({ name: 'Mia', id: randomUUID(), version: 'x'.repeat(22), org_id: 'x' }).success
		).toBe(false);
	});

	it('says what is wrong beside each field', () => {
		const wrong: [Record<string, unknown>, string][] = [
			[{}, 'name'],
			[{ name: '' }, 'name'],
			[{ name: ' \u200b ' }, 'name'],
			[{ name: 'x'.repeat(201) }, 'name'],
			[{ name: 'a\u0000b' }, 'name'],
			[{ name: 'a\nb' }, 'name'],
			[{ name: 7 }, 'name'],
			[{ name: 'Mia', email: 'mia' }, 'email'],
			[{ name: 'Mia', email: 'mia@example.com\r\nBcc: all@example.com' }, 'email'],
			[{ name: 'Mia', email: `${'m'.repeat(250)}@example.com` }, 'email'],
			[{ name: 'Mia', phone: 'call me' }, 'phone'],
			[{ name: 'Mia', phone: '1'.repeat(41) }, 'phone'],
			[{ name: 'Mia', address: 'x'.repeat(501) }, 'address'],
			[{ name: 'Mia', locale: 'not a language' }, 'locale'],
			[{ name: 'Mia', anyway: 'perhaps' }, 'anyway']
		];
		for (const [values, field] of wrong) {
			const result = readFields(addition, values);
			expect(result.ok ? [] : Object.keys(result.errors), JSON.stringify(values)).toEqual([field]);
		}
	});

	it('cleans what it takes', () => {
		const typed = {
			name: '  Zoe\u0308 ',
			email: ' Mia@Example.com ',
			phone: '',
			address: 'A 1\r\nB',
			locale: 'PT-br'
		};
		expect(addition.parse(typed)).toEqual({
			name: 'Zoë',
			email: 'Mia@Example.com',
			phone: null,
			address: 'A 1\nB',
			locale: 'pt-BR',
			anyway: false
		});
	});
});
