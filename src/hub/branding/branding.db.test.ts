import { Readable } from 'node:stream';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, roles, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { brandForm } from './schema.ts';
import { changeBrand, changeLogo, findBranding, findLogo, removeLogo, switchPortal } from './verbs.ts';

let hub: TestInstance;
let lumi: Whole;
const members = {} as Record<MemberRole, Member>;

beforeAll(async () => {
	hub = await openTestInstance();
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	for (const role of roles)
		members[role] = await joins(
			hub.fresh.owner,
			await person(hub.fresh.owner, `A ${role}`),
			lumi.orgId,
			role
		);
});
afterAll(() => hub.close());

const brand = {
	name: 'Studio Lumière',
	brandColor: '#aa3366',
	contactEmail: 'hello@example.com',
	contactPhone: null
};
const found = (actor = members.owner) => asMember(hub.database, actor, (tx) => findBranding(tx, actor));
const picture = () =>
	sharp({ create: { width: 900, height: 300, channels: 3, background: 'red' } })
		.jpeg()
		.toBuffer();
const objects = async () => {
	const kept: string[] = [];
	for await (const { key } of hub.storage.list()) kept.push(key);
	return kept;
};

describe('the brand', () => {
	it.each(['owner', 'admin'] as const)('is changed by an %s', async (role) => {
		const actor = members[role];
		await asMember(hub.database, actor, (tx) => changeBrand(tx, actor, { ...brand, name: `By the ${role}` }));
		expect((await found(actor)).brand).toMatchObject({ ...brand, name: `By the ${role}` });
	});

	it.each(['manager', 'agent', 'viewer'] as const)(
		'is not changed by a %s, in the app and in the database',
		async (role) => {
			const actor = members[role];
			const before = (await found(actor)).brand;
			await expect(
				asMember(hub.database, actor, (tx) => changeBrand(tx, actor, brand))
			).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(
				asMember(hub.database, actor, (tx) => switchPortal(tx, actor, false))
			).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(
				asMember(
					hub.database,
					actor,
					(tx) => tx`update organizations set portal_enabled = false where id = ${lumi.orgId}`
				)
			).rejects.toThrow(/only owners and admins|read-only/);
			expect((await found(actor)).brand).toEqual(before);
		}
	);

	it('takes a colour and contact only as they can be used, and no other field', () => {
		const refused = (input: Record<string, string>) =>
			brandForm.safeParse({ name: 'A', brandColor: '#aa3366', ...input }).success;
		expect(refused({})).toBe(true);
		expect(refused({ brandColor: 'red' })).toBe(false);
		expect(refused({ name: '   ' })).toBe(false);
		expect(refused({ contactEmail: 'a@b.c\r\nBcc: x@y.z' })).toBe(false);
		expect(refused({ portal_enabled: 'false' })).toBe(false);
	});

	it('counts the links that the switch is about', async () => {
		expect((await found()).links).toBe(2);
	});
});

describe('the logo', () => {
	it('is stored anew as a PNG; a new one and its removal take the old object along', async () => {
		await changeLogo(hub, members.admin, Readable.from([await picture()]));
		const [first] = await objects();
		expect(await asMember(hub.database, members.owner, findLogo)).toBe(first);
		const stored = await hub.storage.get(first ?? '');
		const bytes = Buffer.concat((await stored?.stream.toArray()) ?? []);
		expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 256 });
		await changeLogo(hub, members.owner, Readable.from([await picture()]));
		expect(await objects()).toHaveLength(1);
		expect(await objects()).not.toContain(first);
		await removeLogo(hub, members.owner);
		expect(await objects()).toEqual([]);
	});

	it('is refused when it is no picture or too large, and nothing is kept', async () => {
		await expect(
			changeLogo(hub, members.owner, Readable.from([Buffer.from('<svg/>')]))
		).rejects.toMatchObject({ refusal: 'invalid' });
		const endless = Readable.from(Array.from({ length: 11 }, () => Buffer.alloc(1024 * 1024)));
		await expect(changeLogo(hub, members.owner, endless)).rejects.toMatchObject({ refusal: 'too-large' });
		await expect(changeLogo(hub, members.agent, Readable.from([await picture()]))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		expect(await objects()).toEqual([]);
	});
});
