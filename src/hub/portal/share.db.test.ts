import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	newPortalToken,
	hashPortalToken,
	sealPortalToken,
	PORTAL_TOKEN_PURPOSE
} from '#hub/customers/portal-token.ts';
import { switchPortal } from '#hub/branding/verbs.ts';
import { asMember, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { readPortal, viewAsCustomer } from './page.ts';
import { portalShareOf, resetPortalLink } from './share.ts';

let hub: TestInstance;
let lumi: Whole;
let owner: Member;
let stranger: Member;
let carla: string;
let token: string;

const member = async (orgId: string, role: MemberRole) =>
	joins(hub.fresh.owner, await person(hub.fresh.owner, `A ${role}`), orgId, role);
const share = (actor: Member, customerId = carla) =>
	asMember(hub.database, actor, (tx) => portalShareOf(hub, tx, actor, customerId));
const link = async (actor: Member, customerId = carla) => (await share(actor, customerId)).link;
const opens = async (given: string) => (await readPortal(hub.database, given, 10)) !== null;

beforeAll(async () => {
	hub = await openTestInstance();
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(hub.fresh.owner, 'Studio Neighbour');
	owner = await member(lumi.orgId, 'owner');
	stranger = await member(neighbour.orgId, 'owner');
	carla = lumi.customers[0]?.id ?? '';
	token = newPortalToken();
	const key = hub.secrets.derive(PORTAL_TOKEN_PURPOSE);
	const sealed = sealPortalToken(key, { orgId: lumi.orgId, customerId: carla }, token);
	await hub.fresh
		.owner`update customers set portal_token_hash = ${hashPortalToken(token)}, portal_token_encrypted = ${sealed}
		where id = ${carla}`;
});
afterAll(() => hub.close());

describe('Share portal', () => {
	it('shows her link to whoever works with the customer, not to a viewer', async () => {
		for (const role of ['admin', 'manager', 'agent'] as const)
			expect(await link(await member(lumi.orgId, role))).toBe(`${hub.config.origin}/c/${token}`);
		expect(await link(await member(lumi.orgId, 'viewer'))).toBeNull();
	});

	it('finds no customer of another organization, who exists', async () => {
		expect(await link(owner)).not.toBeNull();
		await expect(link(stranger)).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(link(owner, 'not an id')).rejects.toMatchObject({ refusal: 'not-found' });
	});

	it('is gone while the portal is off, and the same link works again after', async () => {
		await asMember(hub.database, owner, (tx) => switchPortal(tx, owner, false));
		expect([await link(owner), await opens(token)]).toEqual([null, false]);
		expect(await share(owner)).toEqual({ on: false, link: null });
		await asMember(hub.database, owner, (tx) => switchPortal(tx, owner, true));
		expect([await link(owner), await opens(token)]).toEqual([`${hub.config.origin}/c/${token}`, true]);
	});
});

describe('a link sealed with a key that the instance no longer has', () => {
	it('still opens the page, is not shown again, and can be reset', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		const hers = newPortalToken();
		const sealed = sealPortalToken(Buffer.alloc(32, 7), { orgId: lumi.orgId, customerId: dana }, hers);
		await hub.fresh
			.owner`update customers set portal_token_hash = ${hashPortalToken(hers)}, portal_token_encrypted = ${sealed}
			where id = ${dana}`;
		expect([await share(owner, dana), await opens(hers)]).toEqual([{ on: true, link: null }, true]);
		await asMember(hub.database, owner, (tx) => resetPortalLink(hub, tx, owner, dana));
		expect(await link(owner, dana)).toMatch(/\/c\/[A-Za-z0-9_-]{43}$/);
	});
});

describe('View as customer', () => {
	it('shows a member the page, counts as no visit, and shows a stranger nothing', async () => {
		const viewer = await member(lumi.orgId, 'viewer');
		const page = await asMember(hub.database, viewer, (tx) => viewAsCustomer(tx, viewer, carla, 10));
		expect(await readPortal(hub.database, token, 10)).toEqual({
			...page,
			version: expect.any(String) as string
		});
		const [row] = await hub.fresh.owner`select portal_seen_at from customers where id = ${carla}`;
		expect(row?.['portal_seen_at']).toBeNull();
		await expect(
			asMember(hub.database, stranger, (tx) => viewAsCustomer(tx, stranger, carla, 10))
		).rejects.toMatchObject({ refusal: 'not-found' });
	});
});

describe('Reset link', () => {
	const reset = (actor: Member) =>
		asMember(hub.database, actor, (tx) => resetPortalLink(hub, tx, actor, carla));

	it('is refused to a viewer and to a stranger, and the link still works', async () => {
		await expect(reset(await member(lumi.orgId, 'viewer'))).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(reset(stranger)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await opens(token)).toBe(true);
	});

	it('replaces the link: the old one opens nothing, the new one does', async () => {
		await reset(owner);
		expect(await opens(token)).toBe(false);
		const next = (await link(owner))?.split('/c/')[1] ?? '';
		expect(next).not.toBe(token);
		expect(await opens(next)).toBe(true);
	});
});
