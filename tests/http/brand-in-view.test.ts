import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { salon, type Salon } from '#support/salon.ts';

let app: RunningApp;
let lumi: Salon;
let carla: Salon['customers'][number];

beforeAll(async () => {
	app = sharedApp();
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	const set = await post('referral', { on: 'true', reward: '10 € off' });
	expect(set.status).toBeLessThan(400);
});
afterAll(() => app.stop());

const post = (action: string, fields: Record<string, string>) =>
	lumi.owner.fetch(`/settings/branding?/${action}`, {
		method: 'POST',
		headers: { accept: 'application/json' },
		body: new URLSearchParams(fields)
	});
const text = async (path: string, language?: string) => {
	const response = await app.as(null)(path, { headers: language ? { 'accept-language': language } : {} });
	return { status: response.status, html: await response.text() };
};
const referralPage = async () =>
	/\/r\/[A-Za-z0-9_-]{43}/.exec((await text(`/c/${carla.token}`)).html)?.[0] ?? '';

describe('the page behind a referral link', () => {
	it('speaks what the friend’s browser speaks, else what the business does', async () => {
		const here = await referralPage();
		await app.fresh.owner`update organizations set locale = 'fr-FR' where id = ${lumi.orgId}`;
		expect((await text(here, 'de-AT,de;q=0.9')).html).toMatch(/lang="de[^"]*"[\s\S]*Carla empfiehlt/);
		expect((await text(here, 'ja')).html).toMatch(/lang="fr-FR"[\s\S]*Carla recommande/);
		expect((await text(here)).html).toContain('Carla recommande');
		const wrong = await app.as(null)(here, {
			method: 'POST',
			headers: { 'accept-language': 'es' },
			body: new URLSearchParams({ name: '', email: '', phone: '', message: '', website: '', stamp: '' })
		});
		expect(await wrong.text()).toContain('Escribe tu nombre');
	});

	it('names nobody whom the business knows by her address alone, nor does her own page greet her by it', async () => {
		const here = await referralPage();
		await app.fresh.owner`update organizations set locale = 'en-IE' where id = ${lumi.orgId}`;
		await app.fresh.owner`update customers set name = 'carla.private@gmail.example' where id = ${carla.id}`;
		const { html } = await text(here, 'en');
		expect(html).toContain('Somebody you know recommends Studio Lumi');
		expect(html).not.toContain('carla.private');
		expect((await text(`/c/${carla.token}`)).html).toMatch(/<h1 class="hello[^>]*>Hello<\/h1>/);
	});
});

describe('the preview in Settings', () => {
	it('shows the portal as customers see it now: on, and off', async () => {
		const preview = async () => {
			const response = await lumi.owner.fetch('/settings/branding/preview');
			return { policy: response.headers.get('content-security-policy'), html: await response.text() };
		};
		expect((await preview()).html).toContain('Studio Lumi');
		await post('portal', { on: 'false' });
		const off = await preview();
		expect(off.html, 'as every link').toContain('This link does not open anything');
		expect(off.html).not.toContain('Studio Lumi');
		expect(off.policy).toContain("frame-ancestors 'self'");
		await post('portal', { on: 'true' });
		expect((await preview()).html).toContain('Studio Lumi');
	});
});
