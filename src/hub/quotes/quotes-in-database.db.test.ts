import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { draftFields, quotingSalon, type QuotingSalon } from '#support/quoting.ts';
import { beginQuote, saveDraft } from './drafts.ts';
import { issueQuote } from './issue.ts';
import { mayBecome, nextStates, quoteStatuses, type QuoteStatus } from './state.ts';

let fresh: FreshDatabase;
let lumi: QuotingSalon['lumi'];
let olga: QuotingSalon['olga'];
let carla: QuotingSalon['carla'];
let as: QuotingSalon['as'];
let begin: QuotingSalon['begin'];
let written: QuotingSalon['written'];
let invoice: QuotingSalon['invoice'];
let read: QuotingSalon['read'];

beforeAll(async () => {
	fresh = await freshDatabase();
	({ lumi, olga, carla, as, begin, written, invoice, read } = await quotingSalon(fresh));
});
afterAll(() => fresh.drop());

describe('what the database holds', () => {
	it('adds up any lines, rates and discounts as the editor does', async () => {
		const id = await begin();
		const percent = fc.integer({ min: 0, max: 100 }).map(String);
		const line = fc.record({
			quantity: fc.integer({ min: 1, max: 9999 }).map((thousandths) => String(thousandths / 1000)),
			price: fc.integer({ min: 0, max: 99_999 }).map((minor) => (minor / 100).toFixed(2)),
			discount: percent.map((number) => `${number}%`),
			tax: fc.constantFrom('0', '7', '9', '13.5', '19', '23')
		});
		const sheets = fc.record({
			lines: fc.array(line, { maxLength: 6 }),
			discount: percent,
			tax: fc.constantFrom('included', 'top')
		});
		for (const [index, sheet] of fc.sample(sheets, 60).entries()) {
			const typed = {
				...draftFields(index + 1),
				tax: sheet.tax,
				discount: `${sheet.discount}%`,
				...Object.fromEntries(
					sheet.lines.flatMap((one, place) =>
						Object.entries({ what: 'Any', ...one }).map(([field, value]) => [`line-${place}-${field}`, value])
					)
				)
			};
			const saved = await as(olga, (tx) => saveDraft(tx, olga, id, typed));
			expect('totals' in saved).toBe(true);
		}
	});

	it('a quote comes to the sum of its lines, whatever the app says', async () => {
		const id = await written();
		const lie = (tx: Tx) =>
			tx`update quotes set total_minor = 1, subtotal_minor = 1, tax_minor = 0 where id = ${id}`;
		await expect(as(olga, lie)).rejects.toThrow('sum of its lines');
		await expect(
			as(olga, (tx) => tx`update quote_items set total_minor = 9999 where quote_id = ${id}`)
		).rejects.toThrow('quantity times price');
	});

	it('what was issued is not edited, deleted or numbered by hand', async () => {
		const id = await invoice();
		for (const change of [
			(tx: Tx) => tx`update quotes set title = 'Other' where id = ${id}`,
			(tx: Tx) => tx`update quotes set valid_until = '2030-01-01' where id = ${id}`,
			(tx: Tx) => tx`update quotes set invoice_number = 999 where id = ${id}`,
			(tx: Tx) =>
				tx`update quotes set status = 'void', billed_to = null, total_minor = total_minor + 1, tax_minor = tax_minor + 1 where id = ${id}`,
			(tx: Tx) => tx`delete from quotes where id = ${id}`,
			(tx: Tx) => tx`update quote_items set description = 'Other' where quote_id = ${id}`,
			(tx: Tx) => tx`delete from quote_items where quote_id = ${id}`,
			(tx: Tx) => tx`insert into quotes (org_id, customer_id, title, currency, status, number)
				values (${lumi.orgId}, ${carla}, 'By hand', 'EUR', 'sent', 999)`
		])
			await expect(as(olga, change)).rejects.toThrow(/edited|deleted|database|draft/);
		expect(await read(id)).toMatchObject({ title: 'Cut and colour', status: 'invoiced' });
	});

	it('every way of at most eight steps leads where src/hub/quotes/state.ts says, and nowhere else', async () => {
		let steps = 0;
		await fresh.database
			.transaction('hub_member', { org: lumi.orgId, person: olga.personId }, async (tx) => {
				await walk(tx, await freshDraft(tx), 'draft', 8);
				throw new Done();
			})
			.catch((cause: unknown) => {
				if (!(cause instanceof Done)) throw cause;
			});
		expect(steps).toBeGreaterThan(200);

		async function walk(tx: Tx, id: string, status: QuoteStatus, left: number): Promise<void> {
			if (left === 0) return;
			for (const next of quoteStatuses) {
				if (next === status) continue;
				steps++;
				await tx`savepoint step`;
				const outcome = await step(tx, id, status, next).then(
					() => true,
					() => false
				);
				expect([status, next, outcome]).toEqual([status, next, mayBecome(status, next)]);
				if (outcome) await walk(tx, id, next, left - 1);
				await tx`rollback to savepoint step`;
				await tx`release savepoint step`;
			}
		}
	});

	it('numbers have no gap, however many are sent at once and however many fail', async () => {
		const drafts: string[] = [];
		for (let made = 0; made < 12; made++) drafts.push(await written());
		const sent = await Promise.allSettled(
			drafts.map((id, index) =>
				as(olga, async (tx) => {
					const quote = await issueQuote(tx, olga, id, { version: 2, key: randomUUID() });
					if (index % 3 === 0) throw new Done();
					return quote.number ?? 0;
				})
			)
		);
		const numbers = sent
			.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
			.sort((a, b) => a - b);
		expect(numbers).toHaveLength(8);
		expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
		const [all] = await fresh.owner<{ count: number; highest: number; last: number }[]>`
			select count(number)::int as count, max(number) - 40 as highest, (select last_quote_number from organizations where id = ${lumi.orgId}) - 40 as last
			from quotes where org_id = ${lumi.orgId}`;
		expect(all?.count).toBe(all?.highest);
		expect(all?.last).toBe(all?.highest);
	});

	it('numbers are not set back or forward by anybody who works in the app, whatever is asked of the database', async () => {
		for (const counter of ['case', 'quote', 'invoice', 'receipt'])
			for (const step of [-1, 2]) {
				const column = `last_${counter}_number`;
				const change = as(
					olga,
					(tx) =>
						tx`update organizations set ${tx(column)} = ${tx(column)} + ${step} where id = ${lumi.orgId}`
				);
				await expect(change, `${column} ${step}`).rejects.toThrow(/one after the other|permission denied/);
			}
	});
});

class Done extends Error {}

async function freshDraft(tx: Tx): Promise<string> {
	const id = await beginQuote(tx, olga, {
		customerId: carla,
		inquiryId: null,
		title: 'A walk',
		templateId: null,
		key: randomUUID()
	});
	await saveDraft(tx, olga, id, draftFields(1, ['Walk', '1', '10']));
	return id;
}

/** Straight to the database, with the money that the step is about. */
async function step(tx: Tx, id: string, was: QuoteStatus, becomes: QuoteStatus): Promise<void> {
	const legal = nextStates(was).includes(becomes);
	const payment = (
		part: number
	) => tx`insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, received_on)
		select org_id, id, customer_id, (total_minor - coalesce((select sum(amount_minor) from payments
			where quote_id = ${id} and reverted_at is null), 0)) / ${part}::int, currency, 'cash', '2026-01-01' from quotes where id = ${id}`;
	if (legal && becomes === 'paid') await payment(1);
	if (legal && becomes === 'refunded' && was === 'invoiced') await payment(2);
	if (legal && becomes === 'invoiced' && was === 'paid')
		await tx`update payments set reverted_at = now() where quote_id = ${id} and reverted_at is null`;
	if (legal && becomes === 'refunded')
		await tx`update payments set refunded_at = now() where quote_id = ${id} and reverted_at is null`;
	await tx`update quotes set status = ${becomes} where id = ${id}`;
}
