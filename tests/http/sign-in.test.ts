import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { joins, organization, personWithPassword, type TestPerson } from '#support/people.ts';

let app: App;
let olga: TestPerson;
let lumi: string;
let atelier: string;

beforeAll(async () => {
	// The tests speak as proxies do, so that each may come from a network of its own.
	app = await startApp({ TRUSTED_PROXIES: '127.0.0.1, ::1' });
	olga = await personWithPassword(app.fresh.owner, 'Olga Owner');
	lumi = await organization(app.fresh.owner, 'Studio Lumi');
	atelier = await organization(app.fresh.owner, 'Atelier Nord');
	await joins(app.fresh.owner, olga, lumi, 'owner');
	await joins(app.fresh.owner, olga, atelier, 'agent');
});
afterAll(() => app.stop());

const html = { accept: 'text/html' };
/** Not a browser that opens a page. */
const machine = { headers: { accept: '*/*' } };
let networks = 0;
const network = () => `198.51.${100 + Math.floor(networks / 250)}.${1 + (networks++ % 250)}`;
const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
	method: 'POST',
	headers: { ...html, 'x-forwarded-for': network(), ...headers },
	body: new URLSearchParams(fields)
});
const signIn = (fields: Record<string, string>, headers?: Record<string, string>) =>
	app.as(null)('/sign-in', form(fields, headers));
const workingIn = async (cookie: string) => {
	const page = await (await app.as(cookie)('/settings/team', { headers: html })).text();
	return /<title>[^<]*· ([^<]+)<\/title>/.exec(page)?.[1];
};

describe('signing in', () => {
	it('gives a cookie that scripts cannot read and other sites do not send', async () => {
		const answer = await signIn({ email: olga.email, password: olga.password });
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/inbox');
		const [cookie] = answer.headers.getSetCookie();
		expect(cookie).toMatch(/^session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
	});

	it('answers a wrong password and an unknown address alike, and keeps the address that was typed', async () => {
		const [wrong, unknown] = await Promise.all(
			[olga.email, 'nobody@example.com'].map(async (email) => {
				const answer = await signIn({ email, password: 'not her Password' });
				const body = await answer.text();
				expect(body).toContain(`value="${email}"`);
				expect(body).not.toContain('not her Password');
				return {
					status: answer.status,
					body: body.replaceAll(email, '…').replace(/nonce="[^"]+"|[\w-]+\.css|\s/g, '')
				};
			})
		);
		expect(wrong?.status).toBe(400);
		expect(wrong?.body).toContain('notright');
		expect(unknown).toEqual(wrong);
	});

	it('goes on to the page that was asked for, and never to another site', async () => {
		const credentials = { email: olga.email, password: olga.password };
		const goes = async (next: string) => (await signIn({ ...credentials, next })).headers.get('location');
		expect(await goes('/settings/team?tab=1')).toBe('/settings/team?tab=1');
		for (const next of [
			'//evil.example',
			'/\\evil.example',
			'https://evil.example',
			'/%2f/evil.example',
			'/%5cevil.example',
			'/\t/evil.example',
			'javascript:alert(1)'
		])
			expect(await goes(next), next).toBe('/inbox');
		const asked = await app.as(null)('/sign-in?next=//evil.example', { headers: html });
		expect(await asked.text()).not.toContain('evil.example');
	});

	it('is asked in words of a form that a script sends: a redirect would say that it is done', async () => {
		const [cookie = ''] = (
			await signIn({ email: olga.email, password: olga.password })
		).headers.getSetCookie();
		const sent = async (by: string | null) => {
			const fields = { title: 'Prices', body: 'A cut is 60 €.', key: randomUUID() };
			const asScript = { accept: 'application/json', 'x-sveltekit-action': 'true' };
			const answer = await app.as(by)('/settings/replies?/add', form(fields, asScript));
			return { status: answer.status, ...((await answer.json()) as object) };
		};
		for (const nobody of [null, 'session=' + 'a'.repeat(43)])
			expect(await sent(nobody)).toEqual({
				status: 401,
				type: 'error',
				error: { message: expect.stringContaining('signed out') as string }
			});
		expect(await sent(cookie.split(';')[0] ?? '')).toMatchObject({
			type: 'redirect',
			location: '/settings/replies'
		});
	});

	it('is asked of whoever is not signed in: pages lead there, everything else is 401', async () => {
		const page = await app.as(null)('/settings/team?x=1', { headers: html });
		expect([page.status, page.headers.get('location')]).toEqual([
			303,
			'/sign-in?next=%2Fsettings%2Fteam%3Fx%3D1'
		]);
		expect((await app.as(null)('/settings/team', machine)).status).toBe(401);
		expect((await app.as(null)('/switch', { method: 'POST', ...machine })).status).toBe(401);
		const data = await app.as(null)('/settings/team/__data.json');
		expect(await data.json()).toMatchObject({
			type: 'redirect',
			location: expect.stringContaining('/sign-in') as string
		});
		const stale = app.as('session=' + 'a'.repeat(43));
		expect((await stale('/settings/team', { headers: html })).status).toBe(303);
		expect((await stale('/sign-in', { headers: html })).headers.getSetCookie().join()).toContain('session=;');
	});

	it('lets exactly ten of 200 attempts at once through, and says when to come back', async () => {
		const from = network();
		const answers = await Promise.all(
			Array.from({ length: 200 }, () =>
				signIn({ email: 'target@example.com', password: 'a guess' }, { 'x-forwarded-for': from })
			)
		);
		expect(answers.filter((answer) => answer.status === 400)).toHaveLength(10);
		const refused = answers.filter((answer) => answer.status === 429);
		expect(refused).toHaveLength(190);
		expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(800);
		expect(await refused[0]?.text()).toContain('tried too often');
	});

	it('counts an IPv6 site as one client, however its addresses change', async () => {
		const answers = await Promise.all(
			Array.from({ length: 60 }, (_, index) =>
				signIn(
					{ email: 'six@example.com', password: 'a guess' },
					{ 'x-forwarded-for': `2001:db8:7:7:${index.toString(16)}::${index + 1}` }
				)
			)
		);
		expect(answers.filter((answer) => answer.status === 400)).toHaveLength(10);
	});
});

describe('signing out', () => {
	it('ends the session, and the cookie opens nothing any more', async () => {
		const cookie = await app.signIn(olga);
		expect((await app.as(cookie)('/settings/team', machine)).status).toBe(200);
		const out = await app.as(cookie)('/sign-out', { method: 'POST', headers: html });
		expect([out.status, out.headers.get('location')]).toEqual([303, '/sign-in']);
		expect((await app.as(cookie)('/settings/team', machine)).status).toBe(401);
	});

	it('everywhere ends every session', async () => {
		const [here, phone] = [await app.signIn(olga), await app.signIn(olga)];
		await app.as(here)('/settings/security?/everywhere', form({}));
		for (const cookie of [here, phone])
			expect((await app.as(cookie)('/settings/team', machine)).status).toBe(401);
	});
});

describe('changing the password', () => {
	it('leaves this browser signed in by a new cookie; every older one is refused', async () => {
		const ida = await personWithPassword(app.fresh.owner, 'Ida');
		await joins(app.fresh.owner, ida, lumi, 'viewer');
		const [here, phone] = [await app.signIn(ida), await app.signIn(ida)];
		const answer = await app.as(here)(
			'/settings/security?/password',
			form({ password: ida.password, newPassword: 'a fresh long phrase' })
		);
		expect(answer.status).toBe(200);
		const fresh = answer.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');
		expect(await answer.text()).toContain('Your password is changed');
		expect((await app.as(fresh)('/settings/team', machine)).status).toBe(200);
		for (const cookie of [here, phone])
			expect((await app.as(cookie)('/settings/team', machine)).status).toBe(401);
	});
});

describe('the organization switcher', () => {
	it('moves the session by a POST, to own organizations only', async () => {
		const cookie = await app.signIn(olga);
		const elsewhere = await organization(app.fresh.owner, 'Elsewhere');
		await app.as(cookie)('/switch', form({ organization: lumi }));
		expect(await workingIn(cookie)).toBe('Studio Lumi');
		await app.as(cookie)('/switch', form({ organization: atelier }));
		expect(await workingIn(cookie)).toBe('Atelier Nord');
		for (const organization of [elsewhere, 'x', '', `${lumi}'`])
			expect((await app.as(cookie)('/switch', form({ organization }))).status).toBe(400);
		expect((await app.as(cookie)(`/switch?organization=${lumi}`, { headers: html })).status).toBe(405);
		expect(await workingIn(cookie)).toBe('Atelier Nord');
	});

	it('drops an organization at once when the membership ends, and says so when none is left', async () => {
		const ida = await personWithPassword(app.fresh.owner, 'Ida');
		await joins(app.fresh.owner, ida, lumi, 'agent');
		await joins(app.fresh.owner, ida, atelier, 'agent');
		const cookie = await app.signIn(ida);
		expect(await workingIn(cookie)).toBe('Atelier Nord');
		await app.fresh.owner`delete from members where person_id = ${ida.id} and org_id = ${atelier}`;
		expect(await workingIn(cookie)).toBe('Studio Lumi');
		await app.fresh.owner`delete from members where person_id = ${ida.id}`;
		const page = await app.as(cookie)('/inbox', { headers: html });
		expect([page.status, page.headers.get('location')]).toEqual([303, '/no-organization']);
		expect(await (await app.as(cookie)('/no-organization', { headers: html })).text()).toContain(ida.email);
		expect((await app.as(cookie)('/inbox', machine)).status).toBe(401);
	});
});

describe('another site', () => {
	it('changes nothing, whatever it sends and however it hides where it is', async () => {
		const cookie = await app.signIn(olga);
		const paths = [
			'/sign-out',
			'/switch',
			'/settings/security?/everywhere',
			'/settings/security?/rename',
			'/settings/team?/invite',
			'/sign-in',
			'/forgot'
		];
		const types = [
			'application/x-www-form-urlencoded',
			'text/plain',
			'application/json',
			'multipart/form-data; boundary=x'
		];
		for (const path of paths)
			for (const type of types)
				for (const origin of [
					'https://evil.example',
					'null',
					app.origin.replace('http:', 'https:'),
					`${app.origin}.evil.example`
				]) {
					const answer = await app.as(cookie)(path, {
						method: 'POST',
						headers: { ...html, origin, 'content-type': type, 'x-forwarded-for': network() },
						body: 'name=Hacked&organization=' + lumi
					});
					expect(answer.status, `${path} ${type} ${origin}`).toBe(403);
				}
		for (const method of ['PUT', 'PATCH', 'DELETE'])
			expect(
				(await app.as(cookie)('/sign-out', { method, headers: { origin: 'https://evil.example' } })).status
			).toBe(403);
		expect((await app.as(cookie)('/settings/team', machine)).status).toBe(200);
		const [row] = await app.fresh.owner`select name from people where id = ${olga.id}`;
		expect(row?.['name']).toBe('Olga Owner');
	});
});

describe('every answer', () => {
	it('carries the security headers, and nobody keeps it', async () => {
		const cookie = await app.signIn(olga);
		const asked: [string, RequestInit][] = [
			['/sign-in', { headers: html }],
			['/settings/team', { headers: html }],
			['/settings/team/__data.json', {}],
			['/nowhere', { headers: html }],
			['/', { headers: html }],
			['/sign-out', { headers: html }],
			['/switch', { method: 'POST', headers: { origin: 'https://evil.example' } }],
			['/reset/unknown', { headers: html }]
		];
		for (const [path, init] of asked) {
			const { headers } = await app.as(path === '/sign-in' ? null : cookie)(path, init);
			expect(headers.get('content-security-policy'), path).toMatch(/default-src '(self|none)'/);
			expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
			expect(headers.get('content-security-policy'), path).not.toMatch(/script-src[^;]*unsafe|https?:/);
			expect(headers.get('referrer-policy'), path).toBe('same-origin');
			expect(headers.get('x-content-type-options'), path).toBe('nosniff');
			expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
			expect(headers.get('permissions-policy'), path).toContain('camera=()');
			expect(headers.get('cache-control'), path).toContain('no-store');
			expect(headers.get('strict-transport-security'), path).toBeNull();
		}
	});

	it('that fails names a reference which the log has too, and nothing of the inside', async () => {
		await app.fresh.owner`alter function gate.is_founded() rename to is_founded_no_more`;
		const answer = await app.as(null)('/sign-in', { headers: html });
		await app.fresh.owner`alter function gate.is_founded_no_more() rename to is_founded`;
		const body = await answer.text();
		expect(answer.status).toBe(500);
		expect(body).not.toMatch(/is_founded|postgres|node_modules|\.ts\b/i);
		const reference = /written down as ([0-9a-f]{8})/.exec(body)?.[1] ?? 'no reference';
		expect(app.output()).toContain(reference);
		expect(app.output()).toContain('is_founded');
	});
});

describe('with https', () => {
	it('the cookie is bound to this host, HSTS is sent, and a forged X-Forwarded-For does not help', async () => {
		const secure = await startApp({ ORIGIN: 'https://hub.example' });
		try {
			const { owner } = secure.fresh;
			const ida = await personWithPassword(owner, 'Ida');
			await joins(owner, ida, await organization(owner, 'Studio Lumi'), 'owner');
			const send = (fields: Record<string, string>, forged: string) =>
				secure.as(null)('/sign-in', {
					method: 'POST',
					headers: {
						...html,
						origin: 'https://hub.example',
						host: 'evil.example',
						'x-forwarded-host': 'evil.example',
						'x-forwarded-for': forged
					},
					body: new URLSearchParams(fields)
				});
			const answer = await send({ email: ida.email, password: ida.password }, '203.0.113.1');
			expect(answer.headers.getSetCookie()[0]).toMatch(
				/^__Host-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/
			);
			expect(answer.headers.get('strict-transport-security')).toContain('max-age');
			const guesses = await Promise.all(
				Array.from({ length: 40 }, (_, index) =>
					send({ email: ida.email, password: 'a guess' }, `203.0.113.${index}`)
				)
			);
			expect(guesses.filter((guess) => guess.status === 400)).toHaveLength(10);
			// Links in mail come from ORIGIN alone.
			await secure.as(null)('/forgot', {
				method: 'POST',
				headers: {
					...html,
					origin: 'https://hub.example',
					'x-forwarded-host': 'evil.example',
					'x-forwarded-proto': 'http'
				},
				body: new URLSearchParams({ email: ida.email })
			});
			await expect
				.poll(async () => (await owner`select from outbox_mails`).count, { timeout: 10_000 })
				.toBe(1);
			const [mail] = await owner`select body_text || subject || message_id as text from outbox_mails`;
			expect(mail?.['text']).toContain('hub.example');
			expect(mail?.['text']).not.toContain('evil');
		} finally {
			await secure.stop();
		}
	});
});
