import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub, testSecrets } from '#support/people.ts';
import { openSecrets } from '#platform/secrets.ts';
import { organizationsKnownAs, organizationsWith, readChannel, recordChannel } from './read.ts';
import { channelForms } from './schema.ts';
import { listChannels, removeChannel, saveChannel } from './verbs.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let owner: Member;
let agent: Member;
let neighbour: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	const [lumi, other] = [
		await organization(fresh.owner, 'Studio Lumi'),
		await organization(fresh.owner, 'Neighbour')
	];
	owner = await joins(fresh.owner, await person(fresh.owner, 'Olga'), lumi, 'owner');
	agent = await joins(fresh.owner, await person(fresh.owner, 'Anton'), lumi, 'agent');
	neighbour = await joins(fresh.owner, await person(fresh.owner, 'Nina'), other, 'owner');
});

const as = <T>(actor: Member, verb: Parameters<typeof asMember<T>>[2]) =>
	asMember(fresh.database, actor, verb);
const smtp = (over: Record<string, string> = {}) =>
	channelForms.smtp.parse({
		host: 'Mail.Lumi.example',
		port: '587',
		security: 'starttls',
		user: 'hello@lumi.example',
		password: 'correct horse',
		fromAddress: 'hello@lumi.example',
		...over
	});
const save = (actor: Member, over: Record<string, string> = {}) =>
	as(actor, (tx) => saveChannel(hub, tx, actor, 'smtp', smtp(over)));
const opened = (actor: Member) =>
	asWorker(fresh.database, actor.orgId, (tx) => readChannel(hub, tx, actor.orgId, 'smtp'));

describe('a channel', () => {
	it('is kept sealed: no part of it is in the database in clear, and the page never gets the password', async () => {
		await save(owner);
		const [row] = await fresh.owner<{ sealed: Buffer; whole: string }[]>`
			select sealed, channels::text as whole from channels where org_id = ${owner.orgId}`;
		for (const secret of ['correct horse', 'lumi.example']) {
			expect(row?.sealed.includes(secret)).toBe(false);
			expect(row?.whole).not.toContain(secret);
		}
		const shown = await as(owner, (tx) => listChannels(hub, tx, owner));
		expect(shown.smtp).toMatchObject({
			status: 'untested',
			settings: { host: 'mail.lumi.example', port: 587 }
		});
		expect(JSON.stringify(shown)).not.toContain('correct horse');
		expect((await opened(owner))?.settings.password).toBe('correct horse');
	});

	it('keeps its password when the form leaves it empty, but not for another server', async () => {
		await save(owner);
		await save(owner, { password: '', port: '465', security: 'tls' });
		expect((await opened(owner))?.settings).toMatchObject({ port: 465, password: 'correct horse' });
		await expect(save(owner, { password: '', host: 'thief.example' })).rejects.toMatchObject({
			fields: { password: expect.stringContaining('type the password again') as string }
		});
		expect((await opened(owner))?.settings.host).toBe('mail.lumi.example');
	});

	it('sends no password in clear', async () => {
		await expect(save(owner, { security: 'none' })).rejects.toMatchObject({ refusal: 'invalid' });
		await save(owner, { security: 'none', password: '', user: '' });
		expect((await opened(owner))?.settings.security).toBe('none');
	});

	it('remembers how the last try with these settings went, not with older ones', async () => {
		await save(owner);
		const before = await opened(owner);
		if (!before) throw new Error('it was saved');
		await recordChannel(hub, owner.orgId, 'smtp', before, 'The password is wrong.');
		const shown = () => as(owner, (tx) => listChannels(hub, tx, owner));
		expect((await shown()).smtp).toMatchObject({ status: 'failing', lastError: 'The password is wrong.' });
		await save(owner, { password: 'another' });
		await recordChannel(hub, owner.orgId, 'smtp', before, 'The password is wrong.');
		expect((await shown()).smtp).toMatchObject({ status: 'untested', lastError: null });
	});

	it('says so when the instance key has changed, and can be typed again', async () => {
		await save(owner);
		const other = { ...hub, secrets: openSecrets({ secretKey: 'quite another key', dataDir: '/nowhere' }) };
		const shown = await as(owner, (tx) => listChannels(other, tx, owner));
		expect(shown.smtp).toMatchObject({ unreadable: true, settings: {} });
		await as(owner, (tx) => saveChannel(other, tx, owner, 'smtp', smtp({ password: 'new one' })));
		expect((await as(owner, (tx) => listChannels(other, tx, owner))).smtp?.unreadable).toBe(false);
		expect(hub.secrets).toBe(testSecrets);
	});

	it('belongs to owners and admins, and to no neighbour, whatever the app asks for', async () => {
		await save(owner);
		await expect(save(agent)).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(as(agent, (tx) => listChannels(hub, tx, agent))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await expect(as(agent, (tx) => removeChannel(tx, agent, 'smtp'))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		expect((await as(agent, (tx) => tx`update channels set status = 'working'`)).count).toBe(0);
		expect((await as(agent, (tx) => tx`delete from channels`)).count).toBe(0);
		expect((await as(neighbour, (tx) => tx`select from channels`)).count).toBe(0);
		await expect(as(neighbour, (tx) => removeChannel(tx, neighbour, 'smtp'))).rejects.toMatchObject({
			refusal: 'not-found'
		});
		expect((await fresh.owner`select from channels where org_id = ${owner.orgId}`).count).toBe(1);
		await as(owner, (tx) => removeChannel(tx, owner, 'smtp'));
		expect(await opened(owner)).toBeNull();
	});

	it('is found by readers and webhooks across organizations, and tells them when it changes', async () => {
		const heard: string[] = [];
		const { unlisten } = await fresh.owner.listen('channels', (payload) => heard.push(payload));
		const number = String(Date.now());
		const form = channelForms.whatsapp.parse({
			phoneNumberId: number,
			token: 'EAAB',
			appSecret: 'shh',
			verifyToken: 'verify'
		});
		await as(owner, (tx) => saveChannel(hub, tx, owner, 'whatsapp', form));
		expect(await organizationsKnownAs(hub, 'whatsapp', number)).toEqual([owner.orgId]);
		expect(await organizationsKnownAs(hub, 'whatsapp', '1')).toEqual([]);
		expect((await organizationsWith(hub, 'whatsapp')).map(({ orgId }) => orgId)).toContain(owner.orgId);
		await expect
			.poll(() => heard.map((text) => JSON.parse(text) as unknown))
			.toContainEqual({
				org: owner.orgId,
				kind: 'whatsapp'
			});
		await unlisten();
	});
});

describe('the forms', () => {
	it.each([
		['host', 'https://mail.example.com'],
		['host', 'mail.example.com:587'],
		['host', 'mail example'],
		['port', '0'],
		['port', '65536'],
		['port', '58.7'],
		['security', 'maybe'],
		['fromAddress', 'hello@lumi.example\r\nBcc: eve@evil.example'],
		['fromName', 'Lumi\r\nBcc: eve@evil.example'],
		['password', 'line\nbreak'],
		['user', 'line\nbreak']
	])('refuse %s %j in words', (field, value) => {
		const read = channelForms.smtp.safeParse({
			host: 'mail.example.com',
			port: '587',
			security: 'starttls',
			user: 'x',
			password: 'y',
			fromAddress: 'x@example.com',
			[field]: value
		});
		expect(read.error?.issues[0]?.path).toEqual([field]);
	});
});
