import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { from, joins, organization, personWithPassword, testHub, type TestPerson } from '#support/people.ts';
import { hashToken } from '#platform/tokens.ts';
import { currentSession, signIn, signOut, switchOrganization } from './sign-in.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let olga: TestPerson;
let lumi: string;
let atelier: string;
let elsewhere: string;

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
	olga = await personWithPassword(fresh.owner, 'Olga Owner');
	[lumi, atelier, elsewhere] = (await Promise.all(
		['Studio Lumi', 'Atelier Nord', 'Elsewhere'].map((name) => organization(fresh.owner, name))
	)) as [string, string, string];
	await joins(fresh.owner, olga, lumi, 'owner');
	await joins(fresh.owner, olga, atelier, 'agent');
});
afterAll(() => fresh.drop());

const session = (token: string) => currentSession(fresh.database, token);

describe('signing in', () => {
	it('opens a session in one of the organizations, whatever the case of the address', async () => {
		const { token, expiresAt } = await signIn(
			hub,
			{ email: olga.email.toUpperCase(), password: olga.password },
			from()
		);
		const found = await session(token);
		expect(found?.person).toEqual({ id: olga.id, name: 'Olga Owner', email: olga.email });
		expect(found?.organizations.map((org) => [org.name, org.role])).toEqual([
			['Atelier Nord', 'agent'],
			['Studio Lumi', 'owner']
		]);
		expect(found?.member).toMatchObject({ kind: 'member', orgId: atelier, personId: olga.id, role: 'agent' });
		expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(29 * 86_400_000);
	});

	it('keeps only the hash of the token', async () => {
		const { token } = await signIn(hub, olga, from());
		const rows = await fresh.owner<
			{ row: string; hash: Buffer }[]
		>`select sessions::text as row, token_hash as hash from sessions`;
		expect(rows.some((row) => row.hash.equals(hashToken(token)))).toBe(true);
		expect(rows.some((row) => row.row.includes(token))).toBe(false);
		expect(Buffer.from(token, 'base64url')).toHaveLength(32);
	});

	it('is refused with the same words for a wrong password and an unknown address', async () => {
		const wrong = signIn(hub, { email: olga.email, password: 'not her password' }, from());
		const unknown = signIn(hub, { email: 'nobody@example.com', password: 'not her password' }, from());
		const sentences = await Promise.all(
			[wrong, unknown].map((one) =>
				one.then(
					() => 'in',
					(error: Error) => error.message
				)
			)
		);
		expect(sentences[0]).toContain('not right');
		expect(sentences[1]).toBe(sentences[0]);
	});

	it('takes the same time for a wrong password and an unknown address', { retry: 2 }, async () => {
		const took = async (email: string) => {
			const started = performance.now();
			await signIn(hub, { email, password: 'not her password' }, from()).catch(() => undefined);
			return performance.now() - started;
		};
		await took(olga.email);
		const known: number[] = [];
		const unknown: number[] = [];
		for (let round = 0; round < 15; round++) {
			known.push(await took(olga.email));
			unknown.push(await took(`nobody-${round}@example.com`));
		}
		const least = (times: number[]) => Math.min(...times);
		// An answer without hashing would take a tenth of it.
		expect(least(unknown) / least(known)).toBeGreaterThan(0.5);
		expect(least(unknown) / least(known)).toBeLessThan(2);
	});

	it('replaces the session that the browser had', async () => {
		const before = await signIn(hub, olga, from());
		const after = await signIn(hub, olga, from({ session: before.token }));
		expect(await session(before.token)).toBeNull();
		expect(await session(after.token)).not.toBeNull();
		expect(after.token).not.toBe(before.token);
	});

	it('opens nothing when the password changes between its check and the session', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const [old] = await fresh.owner`select password_hash as hash from people where id = ${ida.id}`;
		const opened = await fresh.database.transaction(
			'hub_member',
			{},
			(tx) =>
				tx`select gate.open_session(${hashToken('a token')}, ${ida.id}, ${'another hash'}, null, null) as ends`
		);
		expect(opened[0]?.['ends']).toBeNull();
		const fits = await fresh.database.transaction(
			'hub_member',
			{},
			(tx) =>
				tx`select gate.open_session(${hashToken('a token')}, ${ida.id}, ${old?.['hash'] as string}, null, null) as ends`
		);
		expect(fits[0]?.['ends']).toBeInstanceOf(Date);
	});
});

describe('a session', () => {
	it('is gone after signing out, and other ones stay', async () => {
		const phone = await signIn(hub, olga, from());
		const laptop = await signIn(hub, olga, from());
		await signOut(fresh.database, phone.token);
		expect(await session(phone.token)).toBeNull();
		expect(await session(laptop.token)).not.toBeNull();
	});

	it('slides by use up to 90 days and ends after 30 without', async () => {
		const { token } = await signIn(hub, olga, from());
		const hash = hashToken(token);
		const left = async () => {
			const [row] = await fresh.owner<{ days: number }[]>`
				select extract(epoch from expires_at - now())::float / 86400 as days from sessions where token_hash = ${hash}`;
			return row?.days;
		};
		// The first look settles which organization she works in.
		expect((await session(token))?.renewed).toBe(true);
		expect((await session(token))?.renewed).toBe(false);
		await fresh.owner`update sessions set last_seen_at = now() - interval '1 day', expires_at = now() + interval '29 days' where token_hash = ${hash}`;
		expect((await session(token))?.renewed).toBe(true);
		expect(await left()).toBeCloseTo(30, 2);
		await fresh.owner`update sessions set created_at = now() - interval '85 days', last_seen_at = now() - interval '1 day' where token_hash = ${hash}`;
		await session(token);
		expect(await left()).toBeCloseTo(5, 2);
		await fresh.owner`update sessions set expires_at = now() where token_hash = ${hash}`;
		expect(await session(token)).toBeNull();
	});

	it('follows to another organization of its holder, and to no other', async () => {
		const { token } = await signIn(hub, olga, from());
		await switchOrganization(fresh.database, token, lumi);
		expect((await session(token))?.member).toMatchObject({ orgId: lumi, role: 'owner' });
		await expect(switchOrganization(fresh.database, token, elsewhere)).rejects.toMatchObject({
			refusal: 'invalid'
		});
		expect((await session(token))?.organization?.name).toBe('Studio Lumi');
		expect((await fresh.owner`select from organizations where id = ${elsewhere}`).count).toBe(1);
	});

	it('begins where its holder last worked, by choice or by use', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		for (const place of [lumi, atelier]) await joins(fresh.owner, ida, place, 'agent');
		const begin = async () => {
			const { token } = await signIn(hub, ida, from());
			return { token, name: (await session(token))?.organization?.name };
		};
		const laptop = await begin();
		expect(laptop.name).toBe('Atelier Nord');
		await switchOrganization(fresh.database, laptop.token, lumi);
		const phone = await begin();
		expect(phone.name).toBe('Studio Lumi');
		await switchOrganization(fresh.database, phone.token, atelier);
		expect((await begin()).name).toBe('Atelier Nord');
		// Some minutes later the laptop, which stayed in Studio Lumi, is used again.
		await fresh.owner`update sessions set last_seen_at = now() - interval '6 minutes' where token_hash = ${hashToken(laptop.token)}`;
		expect((await session(laptop.token))?.organization?.name).toBe('Studio Lumi');
		expect((await begin()).name).toBe('Studio Lumi');
		expect((await session(phone.token))?.organization?.name).toBe('Atelier Nord');
		await fresh.owner`delete from members where org_id = ${lumi} and person_id = ${ida.id}`;
		expect((await begin()).name).toBe('Atelier Nord');
	});

	it('has the new role, or loses the organization, at the very next request', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const inLumi = await joins(fresh.owner, ida, lumi, 'admin');
		await joins(fresh.owner, ida, atelier, 'viewer');
		const { token } = await signIn(hub, ida, from());
		await switchOrganization(fresh.database, token, lumi);
		expect((await session(token))?.member?.role).toBe('admin');
		await fresh.owner`update members set role = 'viewer' where id = ${inLumi.memberId}`;
		expect((await session(token))?.member?.role).toBe('viewer');
		await fresh.owner`delete from members where id = ${inLumi.memberId}`;
		expect((await session(token))?.member).toMatchObject({ orgId: atelier });
		await fresh.owner`delete from members where person_id = ${ida.id}`;
		expect(await session(token)).toMatchObject({
			member: null,
			organization: null,
			organizations: [],
			person: { name: 'Ida' }
		});
	});

	it('is opened by no text that is not a token', async () => {
		for (const text of [
			undefined,
			'',
			'x',
			'a'.repeat(43),
			"' or true --",
			'\u0000'.repeat(43),
			'é'.repeat(43)
		])
			expect(await currentSession(fresh.database, text)).toBeNull();
	});
});

describe('too many attempts', () => {
	it('let exactly ten of 200 at once through for one address from one network', async () => {
		const client = from();
		const outcomes = await Promise.all(
			Array.from({ length: 200 }, () =>
				signIn(hub, { email: 'target@example.com', password: 'a guess' }, client).then(
					() => 'in',
					(error: { refusal: string }) => error.refusal
				)
			)
		);
		expect(outcomes.filter((outcome) => outcome === 'invalid')).toHaveLength(10);
		expect(outcomes.filter((outcome) => outcome === 'too-many')).toHaveLength(190);
	});

	it('refuse the right password too, and say when to come back', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const client = from();
		await Promise.all(
			Array.from({ length: 10 }, () =>
				signIn(hub, { email: ida.email, password: 'a guess' }, client).catch(() => undefined)
			)
		);
		const refused = await signIn(hub, ida, client).catch((error: unknown) => error);
		expect(refused).toMatchObject({
			refusal: 'too-many',
			message: expect.stringContaining('15 minutes') as string
		});
		expect((refused as { retryAfter: number }).retryAfter).toBeGreaterThan(800);
		// From elsewhere she still gets in: nobody can lock her out.
		await signIn(hub, ida, from());
		await fresh.owner`update attempts set until = now()`;
		await signIn(hub, ida, client);
	});

	it('count all addresses that one network tries, and forgive what succeeded', async () => {
		const client = from();
		for (let round = 0; round < 15; round++) await signIn(hub, olga, client);
		const outcomes = await Promise.all(
			Array.from({ length: 60 }, (_, index) =>
				signIn(hub, { email: `guess-${index}@example.com`, password: 'a guess' }, client).catch(
					(error: { refusal: string }) => error.refusal
				)
			)
		);
		expect(outcomes.filter((outcome) => outcome === 'invalid')).toHaveLength(50);
	});

	it('are kept without any address in clear', async () => {
		const [{ text } = { text: '' }] = await fresh.owner<
			{ text: string }[]
		>`select string_agg(attempts::text, '\n') as text from attempts`;
		expect(text).not.toBe('');
		expect(text).not.toContain(Buffer.from('target@example.com').toString('hex'));
	});
});

describe('the gate', () => {
	it('is closed to the portal and to the worker where people sign in', async () => {
		for (const role of ['hub_customer', 'hub_worker'] as const)
			for (const call of [
				"gate.sign_in_candidate('a@example.com')",
				"gate.session('\\x00')",
				"gate.own_password('\\x00')"
			])
				await expect(
					fresh.database.transaction(role, {}, (tx) => tx.unsafe(`select ${call}`)),
					call
				).rejects.toThrow(/permission denied/);
	});
});
