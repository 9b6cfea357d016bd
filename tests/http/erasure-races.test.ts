import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { tablesWith } from '#support/dump.ts';
import { mail } from '#support/mails.ts';
import { joins, person } from '#support/people.ts';
import { salon, upload, uploadForm, type Salon } from '#support/salon.ts';

/** What everybody does at the moment of the erasure says this. */
const SENTINEL = 'Rosenquist';
const ROUNDS = 3;
let app: App;

beforeAll(async () => {
	app = await startApp({ MAIL_WEBHOOK_SECRET: 'hook' });
});
afterAll(() => app?.stop());

const form = (fields: Record<string, string>): RequestInit => ({
	method: 'POST',
	body: new URLSearchParams(fields)
});

/** Two owners who know their passwords, and a customer with a case, an address and a file. */
async function scene(round: number) {
	const lumi: Salon = await salon(app, `Studio ${round}`);
	const [carla] = lumi.customers;
	if (!carla) throw new Error('the salon has customers');
	const sql = app.fresh.owner;
	const email = `carla-${round}@${SENTINEL.toLowerCase()}.example`;
	await sql`update customers set email = ${email}, email_normalized = ${email} where id = ${carla.id}`;
	const inquiryId = randomUUID();
	await sql`insert into inquiries (org_id, id, number, customer_id, subject) values (${lumi.orgId}, ${inquiryId}, 1, ${carla.id}, ${`About ${SENTINEL}`})`;
	await sql`update organizations set last_case_number = 1 where id = ${lumi.orgId}`;
	const [org] = await sql<
		{ address: string }[]
	>`select inbound_address as address from organizations where id = ${lumi.orgId}`;
	await upload(lumi.owner, carla.id, SENTINEL, { name: `${SENTINEL}.txt` });
	const [quoteId, invoiceId] = [randomUUID(), randomUUID()];
	for (const id of [quoteId, invoiceId]) {
		await sql`insert into quotes (org_id, id, customer_id, inquiry_id, title, currency)
			values (${lumi.orgId}, ${id}, ${carla.id}, ${inquiryId}, ${`For ${SENTINEL}`}, 'EUR')`;
		await sql`insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, total_minor)
			values (${lumi.orgId}, ${id}, ${carla.id}, 1, ${SENTINEL}, 1, 5000, 5000)`;
		await sql`update quotes set subtotal_minor = 5000, total_minor = 5000 where id = ${id}`;
	}
	const step = (action: string, fields: Record<string, string> = {}) =>
		lumi.owner.fetch(`/quotes/${invoiceId}?/${action}`, form(fields));
	await step('send', { channel: 'none', message: '', key: randomUUID(), version: '1' });
	for (const action of ['accept', 'invoice']) await step(action);
	const who = await person(sql, 'Olga Owner');
	await joins(sql, who, lumi.orgId, 'owner');
	const fetch = app.as(await app.signIn(who));
	const erase = () =>
		fetch(`/customers/${carla.id}?/erase`, form({ name: carla.name, password: who.password }));
	return { lumi, carla, email, inquiryId, quoteId, invoiceId, address: org?.address ?? '', erase };
}

test('a reply, an upload, a member’s answer, a quote, a payment, a mail and a second approval at the very moment: nothing survives, nothing fails', async () => {
	for (let round = 0; round < ROUNDS; round++) {
		const { lumi, carla, email, inquiryId, quoteId, invoiceId, address, erase } = await scene(round);
		const reply = () =>
			app.as(null)(`/c/${carla.token}/reply`, form({ message: `Hello from ${SENTINEL}`, key: randomUUID() }));
		const share = () =>
			lumi.owner.fetch(`/customers/${carla.id}/documents`, {
				method: 'POST',
				headers: { accept: 'application/json' },
				body: uploadForm(new File([SENTINEL], `${SENTINEL}.txt`))
			});
		const ask = () => app.as(null)(`/c/${carla.token}/deletion`, form({ key: randomUUID() }));
		const answer = () => {
			const body = new FormData();
			for (const [name, value] of Object.entries({
				mode: 'reply',
				channel: 'portal',
				body: `An answer to ${SENTINEL}`,
				key: randomUUID(),
				seen: '',
				anyway: 'yes'
			}))
				body.set(name, value);
			return lumi.owner.fetch(`/inbox/${inquiryId}?/reply`, { method: 'POST', body });
		};
		const offer = () =>
			lumi.owner.fetch(
				`/quotes/${quoteId}?/send`,
				form({ channel: 'portal', message: SENTINEL, key: randomUUID(), version: '1' })
			);
		const pay = () =>
			lumi.owner.fetch(
				`/quotes/${invoiceId}?/pay`,
				form({
					amount: '1.00',
					method: 'cash',
					reference: SENTINEL,
					received_on: '2026-01-01',
					key: randomUUID()
				})
			);
		// Each of them works, as long as she is there.
		for (const act of [reply, share, answer, pay]) {
			const { status } = await act();
			expect([201, 303], `${act.name} in round ${round}`).toContain(status);
		}
		// A mail that is late begins a new, unlinked customer; so this one says nothing that is looked for afterwards.
		const write = () =>
			fetch(`${app.origin}/webhooks/mail?to=${encodeURIComponent(address)}`, {
				method: 'POST',
				headers: { authorization: 'Bearer hook' },
				body: new Uint8Array(
					mail({ from: `Late <${email.replace(SENTINEL.toLowerCase(), 'late')}>`, body: 'I am late' })
				)
			});
		const all = await Promise.all([
			reply(),
			share(),
			write(),
			erase(),
			reply(),
			ask(),
			answer(),
			offer(),
			pay(),
			answer(),
			erase(),
			pay(),
			share(),
			reply(),
			write()
		]);
		expect(
			all.map(({ status }) => status).filter((status) => status >= 500),
			`round ${round}`
		).toEqual([]);
		const erasures = await app.fresh.owner`select from erasures where org_id = ${lumi.orgId}`;
		expect(erasures).toHaveLength(1);
		expect((await app.as(null)(`/c/${carla.token}`)).status).toBe(404);
		expect(await app.fresh.owner`select from customers where id = ${carla.id}`).toHaveLength(0);
	}
	await expect.poll(() => tablesWith(app.fresh.owner, SENTINEL), { timeout: 20_000 }).toEqual([]);
	await expect
		.poll(async () => (await app.fresh.owner`select from erasures where finished_at is null`).length, {
			timeout: 20_000
		})
		.toBe(0);
	const objects = await app.fresh.owner`select state from objects where state <> 'stored'`;
	expect(objects.filter(({ state }) => state === 'arriving')).toHaveLength(0);
	expect(app.output()).not.toContain(SENTINEL);
}, 120_000);
