import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { customer } from '#support/customers.ts';
import { salon, type Salon } from '#support/salon.ts';

let app: App;
let lumi: Salon;
let neighbour: Salon;
let carla: Salon['customers'][number];
let dana: Salon['customers'][number];
let quoteId: string;
let draftId: string;
let paymentId: string;

beforeAll(async () => {
	app = await startApp();
	lumi = await salon(app, 'Studio Lumi');
	neighbour = await salon(app, 'Studio Neighbour');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	const sql = app.fresh.owner;
	const quote = async (status: string, number: number | null) => {
		const [row] = await sql<{ id: string }[]>`
			insert into quotes (org_id, customer_id, number, invoice_number, title, status, currency, subtotal_minor, total_minor)
			values (${lumi.orgId}, ${carla.id}, ${number}, ${number}, 'Cut', ${status}, 'EUR', 7400, 7400) returning id`;
		await sql`insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, total_minor)
			values (${lumi.orgId}, ${row?.id ?? ''}, ${carla.id}, 1, 'Cut', 1, 7400, 7400)`;
		return row?.id ?? '';
	};
	quoteId = await quote('paid', 12);
	draftId = await quote('draft', null);
	const [payment] = await sql<{ id: string }[]>`
		insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, received_on)
		values (${lumi.orgId}, ${quoteId}, ${carla.id}, 7400, 'EUR', 'card', '2026-01-05') returning id`;
	paymentId = payment?.id ?? '';
});
afterAll(() => app?.stop());

const get = (path: string, cookie: string | null = null) => app.as(cookie)(path);
const papers = () => [`quote/${quoteId}`, `invoice/${quoteId}`, `receipt/${paymentId}`];

describe('papers', () => {
	test('are the customer’s by her link, saved under their numbers and kept by nobody', async () => {
		for (const [index, name] of ['Q-12.pdf', 'INV-12.pdf', 'R-1.pdf'].entries()) {
			const response = await get(`/c/${carla.token}/papers/${papers()[index] ?? ''}`);
			expect(response.status).toBe(200);
			const bytes = Buffer.from(await response.arrayBuffer());
			expect(bytes.toString('latin1', 0, 5)).toBe('%PDF-');
			expect(response.headers.get('content-length')).toBe(String(bytes.length));
			expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
			expect(response.headers.get('cache-control')).toContain('no-store');
			expect(response.headers.get('content-security-policy')).toContain('sandbox');
			expect(response.headers.get('x-content-type-options')).toBe('nosniff');
			expect(response.headers.get('x-robots-tag')).toContain('noindex');
		}
	});

	test('of somebody else, of a draft, of no kind and of a portal that is off answer one and the same', async () => {
		const gone = await (await get(`/c/${'x'.repeat(43)}`)).text();
		const other = await customer(app.fresh.owner, neighbour.orgId, 'Nora Next');
		const asked = [
			...papers().map((paper) => `/c/${dana.token}/papers/${paper}`),
			...papers().map((paper) => `/c/${other.token}/papers/${paper}`),
			`/c/${carla.token}/papers/quote/${draftId}`,
			`/c/${carla.token}/papers/ledger/${quoteId}`,
			`/c/${carla.token}/papers/quote/none`,
			`/c/${carla.token}/papers/receipt/${quoteId}`
		];
		for (const address of asked) {
			const response = await get(address);
			expect([address, response.status]).toEqual([address, 404]);
			expect(await response.text()).toBe(gone);
		}
		await app.fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		try {
			for (const paper of papers()) expect((await get(`/c/${carla.token}/papers/${paper}`)).status).toBe(404);
		} finally {
			await app.fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		}
		expect((await get(`/c/${carla.token}/papers/${papers()[0] ?? ''}`)).status).toBe(200);
	});

	test('are the team’s, drafts too, and no neighbour’s', async () => {
		const addresses = [
			`/quotes/${draftId}/paper`,
			`/quotes/${quoteId}/paper?kind=invoice`,
			`/quotes/${quoteId}/receipts/${paymentId}`
		];
		for (const address of addresses) {
			expect((await get(address, lumi.owner.cookie)).status).toBe(200);
			expect((await get(address, neighbour.owner.cookie)).status).toBe(404);
		}
		expect((await get(`/quotes/${draftId}/paper?kind=invoice`, lumi.owner.cookie)).status).toBe(404);
		expect((await get(`/quotes/${draftId}/receipts/${paymentId}`, lumi.owner.cookie)).status).toBe(404);
	});

	test('of a payment recorded by mistake are the customer’s no more', async () => {
		await app.fresh.owner`update payments set reverted_at = now() where id = ${paymentId}`;
		expect((await get(`/c/${carla.token}/papers/receipt/${paymentId}`)).status).toBe(404);
		await app.fresh.owner`update payments set reverted_at = null where id = ${paymentId}`;
		expect((await get(`/c/${carla.token}/papers/receipt/${paymentId}`)).status).toBe(200);
	});

	test('nothing that the customer can press accepts, pays or edits (S20)', async () => {
		const page = await (await get(`/c/${carla.token}`)).text();
		const card = page.slice(page.indexOf('id="quotes"'), page.indexOf('id="preferences"'));
		// By itself, so that a page in Arabic does not mix it with the date beside it.
		expect(card).toContain('<bdi class="num">INV-12</bdi>');
		expect([...card.matchAll(/<form[^>]*method="(\w+)"/g)].map(([, method]) => method)).not.toContain('post');
	});

	test('of any length, in any number, delay nobody’s page; too many are put off in her language', async () => {
		const sql = app.fresh.owner;
		const heavy = await customer(sql, lumi.orgId, 'Hanna Heavy');
		await sql`update customers set locale = 'de' where org_id = ${lumi.orgId} and id = ${heavy.id}`;
		const [quote] = await sql<{ id: string }[]>`
			insert into quotes (org_id, customer_id, number, title, status, currency, subtotal_minor, total_minor)
			values (${lumi.orgId}, ${heavy.id}, 99, 'Long', 'sent', 'EUR', 8000, 8000) returning id`;
		await sql`insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, total_minor)
			select ${lumi.orgId}, ${quote?.id ?? ''}, ${heavy.id}, line, left(repeat('aبcدeفgح', 63), 500), 1, 100, 100
			from generate_series(1, 80) line`;
		const address = `/c/${heavy.token}/papers/quote/${quote?.id ?? ''}`;
		const page = async () => {
			const begun = performance.now();
			expect((await get(`/c/${carla.token}`)).status).toBe(200);
			return performance.now() - begun;
		};
		await page();
		let printing = true;
		const begun = performance.now();
		const printed = get(address).then(async (response) => {
			await response.arrayBuffer();
			printing = false;
			return [response.status, performance.now() - begun] as const;
		});
		const waited: number[] = [];
		while (printing) waited.push(await page());
		const [status, took] = await printed;
		expect(status).toBe(200);
		expect(waited.length, 'pages were served meanwhile').toBeGreaterThan(4);
		// Printed in the thread that serves, the paper is all that anybody would wait for.
		expect(Math.max(...waited)).toBeLessThan(took / 2);

		await sql`update attempts set count = 60, until = now() + interval '10 minutes'`;
		const refused = await get(address);
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		const words = await refused.text();
		expect(words).toContain('Das waren viele PDFs auf einmal.');
		expect(words).toContain(`href="/c/${heavy.token}#quotes"`);
		await sql`delete from attempts`;
		expect((await get(address)).status).toBe(200);

		// Of the team, too many at once are put off for a while, and nothing is printed for who has hung up.
		const desk = (id: string, signal?: AbortSignal) =>
			app.as(lumi.owner.cookie)(`/quotes/${id}/paper`, signal && { signal });
		const alone = performance.now();
		expect((await desk(quote?.id ?? '')).status).toBe(200);
		const onePaper = performance.now() - alone;
		const hungUp = new AbortController();
		const left = Array.from({ length: 12 }, () => desk(quote?.id ?? '', hungUp.signal));
		const busy = await Promise.any(
			left.map(async (asked) => {
				const answered = await asked;
				if (answered.status !== 429) throw new Error('it was printed');
				return answered;
			})
		);
		expect(busy.headers.get('retry-after')).toBe('60');
		const aborted = Promise.allSettled(left);
		hungUp.abort();
		await aborted;
		const gone = performance.now();
		await expect.poll(async () => (await desk(quoteId)).status, { interval: 20, timeout: 20_000 }).toBe(200);
		// Six were waiting, of which one was on its way.
		expect(performance.now() - gone).toBeLessThan(3 * onePaper);
	});
});

test('a reason that is too long to keep is refused in words, and nothing is refunded', async () => {
	const refund = (reason: string) =>
		lumi.owner.fetch(`/quotes/${quoteId}?/refund`, {
			method: 'POST',
			headers: { accept: 'text/html' },
			body: new URLSearchParams({ reason })
		});
	const refused = await refund('x'.repeat(301));
	expect(refused.status).toBe(400);
	expect(await refused.text()).toContain('The reason can have 300 characters at most.');
	const status = async () =>
		(await app.fresh.owner<{ status: string }[]>`select status from quotes where id = ${quoteId}`)[0]?.status;
	expect(await status()).toBe('paid');
	expect((await refund('x'.repeat(300))).status).toBe(303);
	expect(await status()).toBe('refunded');
});
