import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Member, MemberRole } from '#hub/organizations/actor.ts';
import { startApp, type App } from '#support/app.ts';
import { joins, organization, personWithPassword, type TestPerson } from '#support/people.ts';

let app: App;
let lumi: string;
let neighbour: string;
const people = {} as Record<MemberRole, { person: TestPerson; member: Member; cookie: string }>;
let nina: { member: Member; cookie: string };

beforeAll(async () => {
	app = await startApp({ TRUSTED_PROXIES: '127.0.0.1, ::1' });
	lumi = await organization(app.fresh.owner, 'Studio Lumi');
	neighbour = await organization(app.fresh.owner, 'Studio Neighbour');
	for (const role of ['owner', 'admin', 'manager', 'agent', 'viewer'] as const) {
		const who = await personWithPassword(app.fresh.owner, `Robin ${role}`);
		people[role] = {
			person: who,
			member: await joins(app.fresh.owner, who, lumi, role),
			cookie: await app.signIn(who)
		};
	}
	const who = await personWithPassword(app.fresh.owner, 'Nina Neighbour');
	nina = { member: await joins(app.fresh.owner, who, neighbour, 'owner'), cookie: await app.signIn(who) };
});
afterAll(() => app.stop());

const html = { accept: 'text/html' };
/** Not a browser that opens a page. */
const machine = { headers: { accept: '*/*' } };
let networks = 0;
const post = (
	cookie: string | null,
	path: string,
	fields: Record<string, string> | URLSearchParams | FormData,
	headers: Record<string, string> = {}
) =>
	app.as(cookie)(path, {
		method: 'POST',
		headers: { ...html, 'x-forwarded-for': `198.51.100.${1 + (networks++ % 250)}`, ...headers },
		body: fields instanceof FormData ? fields : new URLSearchParams(fields)
	});
const page = async (cookie: string | null, path: string) => {
	const answer = await app.as(cookie)(path, { headers: html });
	return { status: answer.status, body: await answer.text() };
};
const roleOf = async (member: Member) => {
	const [row] = await app.fresh.owner<
		{ role: string }[]
	>`select role from members where id = ${member.memberId}`;
	return row?.role ?? 'removed';
};
const cookieOf = (answer: Response) =>
	answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
async function linkInOutbox(email: string): Promise<string> {
	const { body } = await page(people.owner.cookie, '/settings/outbox');
	const links = body.match(new RegExp(`${app.origin}/invitation/[\\w-]{43}`, 'g')) ?? [];
	const [row] = await app.fresh.owner<{ place: number }[]>`select (select count(*)::int from outbox_mails o
		where o.org_id = m.org_id and o.created_at > m.created_at) as place from outbox_mails m where recipient = ${email} order by created_at desc`;
	expect(row, `a mail to ${email}`).toBeDefined();
	return [...new Set(links)].find((_link, index) => index === row?.place)?.slice(app.origin.length) ?? '';
}

describe('the team page', () => {
	it('shows everybody the team, and only owners and admins what to do with it', async () => {
		for (const [role, { cookie }] of Object.entries(people)) {
			const { status, body } = await page(cookie, '/settings/team');
			expect(status).toBe(200);
			for (const { person: who } of Object.values(people)) expect(body).toContain(who.email);
			expect(body).not.toContain('Nina');
			expect(body.includes('Invite somebody'), role).toBe(role === 'owner' || role === 'admin');
			expect(body.includes('?/role'), role).toBe(role === 'owner' || role === 'admin');
		}
		expect((await page(nina.cookie, '/settings/team')).body).toContain('Nina');
	});

	it('refuses everything to those who may not, and a neighbour’s member is not found', async () => {
		const target = people.agent.member;
		for (const role of ['manager', 'agent', 'viewer'] as const) {
			const { cookie } = people[role];
			expect(
				(await post(cookie, '/settings/team?/role', { member: target.memberId, role: 'owner' })).status
			).toBe(403);
			expect((await post(cookie, '/settings/team?/remove', { member: target.memberId })).status).toBe(403);
			expect(
				(await post(cookie, '/settings/team?/invite', { email: 'x@example.com', role: 'viewer' })).status
			).toBe(403);
			expect((await page(cookie, '/settings/outbox')).status).toBe(403);
		}
		for (const cookie of [people.owner.cookie, people.admin.cookie]) {
			expect(
				(await post(cookie, '/settings/team?/role', { member: nina.member.memberId, role: 'viewer' })).status
			).toBe(404);
			expect((await post(cookie, '/settings/team?/remove', { member: nina.member.memberId })).status).toBe(
				404
			);
		}
		expect(
			(
				await post(people.admin.cookie, '/settings/team?/role', {
					member: people.admin.member.memberId,
					role: 'owner'
				})
			).status
		).toBe(403);
		expect(await roleOf(target)).toBe('agent');
		expect(await roleOf(nina.member)).toBe('owner');
	});

	it('keeps the last owner', async () => {
		const mine = people.owner.member.memberId;
		const answer = await post(people.owner.cookie, '/settings/team?/role', { member: mine, role: 'viewer' });
		expect(answer.status).toBe(409);
		expect(await answer.text()).toContain('needs an owner');
		expect((await post(people.owner.cookie, '/settings/team?/remove', { member: mine })).status).toBe(409);
	});

	it('gives a changed member her new rights, or none, at her very next request', async () => {
		const who = await personWithPassword(app.fresh.owner, 'Ida');
		const member = await joins(app.fresh.owner, who, lumi, 'admin');
		const cookie = await app.signIn(who);
		expect((await page(cookie, '/settings/outbox')).status).toBe(200);
		expect(
			(await post(people.owner.cookie, '/settings/team?/role', { member: member.memberId, role: 'agent' }))
				.status
		).toBe(200);
		expect((await page(cookie, '/settings/outbox')).status).toBe(403);
		expect(
			(await post(people.owner.cookie, '/settings/team?/remove', { member: member.memberId })).status
		).toBe(303);
		expect((await app.as(cookie)('/settings/team', machine)).status).toBe(401);
	});
});

describe('inviting', () => {
	it('leads through the outbox to a new member, once, and looking changes nothing', async () => {
		expect(
			(
				await post(people.owner.cookie, '/settings/team?/invite', {
					email: 'Nora@Example.com',
					role: 'manager'
				})
			).status
		).toBe(200);
		const link = await linkInOutbox('nora@example.com');
		for (const method of ['GET', 'HEAD', 'GET', 'HEAD'])
			expect((await app.as(null)(link, { method, headers: html })).status).toBe(200);
		const joined = await post(null, `${link}?/new`, {
			name: 'Nora New',
			newPassword: 'a long enough phrase'
		});
		expect([joined.status, joined.headers.get('location')]).toEqual([303, '/inbox']);
		expect((await page(cookieOf(joined), '/settings/team')).body).toContain('Studio Lumi');
		expect(
			(await post(null, `${link}?/new`, { name: 'Eve', newPassword: 'a long enough phrase' })).status
		).toBe(404);
		expect((await page(null, link)).status).toBe(404);
	});

	it('of somebody who has an account asks for its password, or for one click when she is signed in', async () => {
		const [known, here] = [
			await personWithPassword(app.fresh.owner, 'Kim Known'),
			await personWithPassword(app.fresh.owner, 'Hanna Here')
		];
		for (const { email } of [known, here])
			await post(people.admin.cookie, '/settings/team?/invite', { email, role: 'agent' });
		const first = await linkInOutbox(known.email);
		expect((await page(null, first)).body).toContain('You have an account');
		expect((await post(null, `${first}?/known`, { password: 'not hers' })).status).toBe(400);
		expect(
			(await post(null, `${first}?/new`, { name: 'Eve', newPassword: 'a long enough phrase' })).status
		).toBe(409);
		expect((await post(null, `${first}?/known`, { password: known.password })).status).toBe(303);
		const second = await linkInOutbox(here.email);
		await joins(app.fresh.owner, here, neighbour, 'viewer');
		const cookie = await app.signIn(here);
		expect((await page(people.owner.cookie, second)).body).toContain('Sign out first');
		expect((await post(people.owner.cookie, `${second}?/signedIn`, {})).status).toBe(409);
		expect((await post(cookie, `${second}?/signedIn`, {})).status).toBe(303);
		expect((await page(cookie, '/settings/team')).body).toContain(known.email);
	});
});

describe('a link for a new password', () => {
	it('comes the same way for everybody, signs out everywhere, and works once', async () => {
		const who = people.viewer;
		const answers = await Promise.all(
			[who.person.email, 'nobody@example.com'].map((email) => post(null, '/forgot', { email }))
		);
		const bodies = await Promise.all(
			answers.map(async (answer) => (await answer.text()).replace(/nonce="[^"]+"/g, ''))
		);
		expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
		expect(bodies[0]).toContain('No mail leaves this hub yet');
		expect(bodies[1]).toBe(bodies[0]);
		await expect
			.poll(async () => (await app.fresh.owner`select from outbox_mails where kind = 'password'`).count, {
				timeout: 10_000
			})
			.toBe(1);
		// The mail is nobody's to read, an owner's neither.
		expect((await page(people.owner.cookie, '/settings/outbox')).body).not.toContain(who.person.email);
		const { openLink } = await import('#hub/outbox/links.ts');
		const { testSecrets } = await import('#support/people.ts');
		const { readConfig } = await import('#platform/config.ts');
		const [row] = await app.fresh.owner<
			{ sealed: Buffer }[]
		>`select token_encrypted as sealed from one_time_links where token_encrypted is not null`;
		const link = openLink(
			{ secrets: testSecrets, config: readConfig({ ORIGIN: app.origin }) },
			'password',
			row?.sealed ?? Buffer.alloc(0)
		);
		const path = link.slice(app.origin.length);
		for (const method of ['GET', 'HEAD', 'GET'])
			expect((await app.as(null)(path, { method, headers: html })).status).toBe(200);
		expect((await page(who.cookie, '/settings/team')).status).toBe(200);
		expect((await post(null, path, { newPassword: 'short' })).status).toBe(400);
		const done = await post(null, path, { newPassword: 'a fresh long phrase' });
		expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in?new-password']);
		expect((await app.as(who.cookie)('/settings/team', machine)).status).toBe(401);
		expect((await post(null, path, { newPassword: 'another long phrase' })).status).toBe(404);
		expect((await page(null, path)).status).toBe(404);
		people.viewer.cookie = await app.signIn({ ...who.person, password: 'a fresh long phrase' });
		expect(app.output()).not.toContain(path.split('/').at(-1));
	});
});

describe('the set-up link', () => {
	it('is printed at the first start, founds the organization once, and is dead afterwards', async () => {
		const empty = await startApp();
		try {
			const path =
				new RegExp(`${empty.origin}(/setup/[\\w-]{43})`).exec(empty.output())?.[1] ?? 'no link printed';
			const form = {
				organization: 'Studio Lumi',
				industry: 'salon',
				currency: 'EUR',
				timeZone: 'Europe/Berlin',
				name: 'Olga',
				email: 'olga@example.com',
				newPassword: 'a long enough phrase'
			};
			const send = (fields: Record<string, string>) =>
				empty.as(null)(path, { method: 'POST', headers: html, body: new URLSearchParams(fields) });
			for (const method of ['GET', 'HEAD', 'GET'])
				expect((await empty.as(null)(path, { method, headers: html })).status).toBe(200);
			const wrong = await send({
				...form,
				currency: 'XYZ',
				timeZone: 'Mars/Base',
				newPassword: 'a secret that is not kept',
				email: 'x'
			});
			expect(wrong.status).toBe(400);
			const body = await wrong.text();
			for (const words of ['name@example.com', 'value="Studio Lumi"']) expect(body).toContain(words);
			expect(body).not.toContain('a secret that');
			const founded = await send(form);
			expect(founded.status).toBe(303);
			expect((await empty.as(cookieOf(founded))('/settings/team', machine)).status).toBe(200);
			expect((await send({ ...form, email: 'eve@example.com' })).status).toBe(404);
			expect((await empty.as(null)(path, { headers: html })).status).toBe(404);
			expect((await empty.as(null)('/sign-up', { headers: html })).status).toBe(404);
		} finally {
			await empty.stop();
		}
	});
});

describe('bad input', () => {
	const long = 'x'.repeat(5000);
	const evil: Record<string, Record<string, string>> = {
		nothing: {},
		'only spaces': {
			email: '   ',
			name: '   ',
			password: '   ',
			newPassword: '          ',
			role: ' ',
			member: ' '
		},
		'too much': {
			email: `${long}@example.com`,
			name: long,
			password: long,
			newPassword: long,
			role: long,
			member: long
		},
		'control characters': {
			email: 'a\u0000@example.com',
			name: 'A\u0007\u0000',
			password: '\u0000',
			newPassword: '\u0000'.repeat(12),
			role: '\u0000',
			member: '\u0000'
		},
		'line breaks': {
			email: 'a@example.com\r\nBcc: b@example.com',
			name: 'A\r\nB',
			role: 'agent\n',
			member: '\r\n'
		},
		'half a character': { name: '\ud800', email: '\ud800@example.com' },
		'unknown fields': {
			name: 'Ida',
			email: 'a@example.com',
			password: 'x',
			newPassword: 'a long enough phrase',
			role: 'agent',
			org_id: '1',
			approved_by: '1',
			status: 'sent'
		}
	};

	it('is answered by every form with 4xx and a sentence, changes nothing, and is never a fault of ours', async () => {
		const forms = [
			'/sign-in',
			'/forgot',
			'/settings/team?/invite',
			'/settings/team?/role',
			'/settings/team?/remove',
			'/settings/team?/again',
			'/settings/team?/withdraw',
			'/settings/security?/rename',
			'/settings/security?/password',
			'/settings/security?/end',
			'/switch'
		];
		const before = await app.fresh
			.owner`select (select count(*) from invitations) || ' ' || (select count(*) from sessions) || (select string_agg(role || id, ',' order by id) from members) || (select string_agg(name || password_hash, ',' order by id) from people) as all`;
		for (const path of forms) {
			const cookie = /^\/(sign-in|forgot)/.test(path) ? null : people.owner.cookie;
			for (const [kind, fields] of Object.entries(evil)) {
				const answer = await post(cookie, path, fields);
				expect(answer.status, `${path}: ${kind}`).toBeGreaterThanOrEqual(400);
				expect(answer.status, `${path}: ${kind}`).toBeLessThan(500);
			}
			const twice = new URLSearchParams(
				'email=a@example.com&email=b@example.com&name=a&name=b&role=agent&role=owner&member=1&member=2&session=1&session=2&invitation=1&invitation=2&password=1&password=2&organization=1&organization=2'
			);
			expect((await post(cookie, path, twice)).status, `${path}: twice`).toBe(400);
			const file = new FormData();
			for (const name of [
				'email',
				'name',
				'role',
				'member',
				'password',
				'session',
				'invitation',
				'organization'
			])
				file.set(name, new File(['x'], 'x.txt'));
			expect((await post(cookie, path, file)).status, `${path}: a file`).toBe(400);
			expect((await post(cookie, path, { email: 'x'.repeat(300_000) })).status, `${path}: huge`).toBe(413);
			const json = await app.as(cookie)(path, {
				method: 'POST',
				headers: { ...html, 'content-type': 'application/json' },
				body: '{"role":"owner"}'
			});
			expect([400, 415], `${path}: JSON`).toContain(json.status);
			const broken = await app.as(cookie)(path, {
				method: 'POST',
				headers: { ...html, 'content-type': 'multipart/form-data; boundary=x' },
				body: '--y\r\nnonsense'
			});
			expect(broken.status, `${path}: broken`).toBe(400);
		}
		const after = await app.fresh
			.owner`select (select count(*) from invitations) || ' ' || (select count(*) from sessions) || (select string_agg(role || id, ',' order by id) from members) || (select string_agg(name || password_hash, ',' order by id) from people) as all`;
		expect(after).toEqual(before);
		expect(app.output()).not.toContain('A request failed');
	});

	it('comes back with what was typed and the sentence by its field', async () => {
		const answer = await post(people.owner.cookie, '/settings/team?/invite', {
			email: 'nobody at home',
			role: 'viewer'
		});
		const body = await answer.text();
		expect(answer.status).toBe(400);
		expect(body).toContain('value="nobody at home"');
		const id = /<p class="error[^"]*" id="([^"]+)-error"[^>]*>The email address does not look right/.exec(
			body
		)?.[1];
		expect(body).toMatch(
			new RegExp(
				`<input[^>]*id="${id}"[^>]*aria-invalid="true"|<input[^>]*aria-invalid="true"[^>]*id="${id}"`
			)
		);
	});
});
