import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { markUnpaid, recordPayment, refund } from '#hub/payments/record.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import {
	beginQuote,
	contentOf,
	deleteDraft,
	duplicateQuote,
	saveDraft,
	saveTemplate,
	templatesOf
} from './drafts.ts';
import { decideQuote, issueQuote, makeInvoice, voidQuote } from './issue.ts';
import { mayBecome, nextStates, quoteStatuses, type QuoteStatus } from './state.ts';
import { findPapersByNumber, findQuote, listQuotes, quotesOf } from './verbs.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let olga: Member;
let agnes: Member;
let vera: Member;
let nora: Member;
let carla: string;
let caseId: string;

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
const refused = (refusal: string) => expect.objectContaining({ refusal });
const lines = (...some: [what: string, quantity: string, price: string, tax?: string][]) =>
	Object.fromEntries(
		some.flatMap(([what, quantity, price, tax = '9'], index) => [
			[`line-${index}-what`, what],
			[`line-${index}-quantity`, quantity],
			[`line-${index}-price`, price],
			[`line-${index}-tax`, tax]
		])
	);
const form = (version: number, ...some: Parameters<typeof lines>) => ({
	title: 'Cut and colour',
	note: '',
	valid_until: '',
	tax: 'included',
	version: String(version),
	...lines(...some)
});
const begin = (actor: Member = olga, templateId: string | null = null) =>
	as(actor, (tx) =>
		beginQuote(tx, actor, {
			customerId: carla,
			inquiryId: caseId,
			title: 'Cut and colour',
			templateId,
			key: randomUUID()
		})
	);
async function written(price = '100'): Promise<string> {
	const id = await begin();
	await as(olga, (tx) => saveDraft(tx, olga, id, form(1, ['Cut', '1', price])));
	return id;
}
const read = (id: string) => as(olga, (tx) => findQuote(tx, olga, id));
async function invoice(price = '100'): Promise<string> {
	const id = await written(price);
	await as(olga, async (tx) => {
		await issueQuote(tx, olga, id, { version: 2, key: randomUUID() });
		await decideQuote(tx, olga, id, 'accepted');
		await makeInvoice(tx, olga, id);
	});
	return id;
}
const pay = (id: string, amount: string, actor = olga, key = randomUUID()) =>
	as(actor, (tx) =>
		recordPayment(tx, actor, id, { amount, method: 'card', reference: null, received_on: '2026-01-05', key })
	);

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	await fresh.owner`delete from quotes`;
	await fresh.owner`update organizations set tax_bp = 900, last_quote_number = 40, last_receipt_number = 0, postal_address = ${'1 Lane\nDublin'}`;
	const member = async (name: string, orgId: string, role: Member['role']): Promise<Member> => {
		const who = await person(fresh.owner, name);
		const { memberId } = await joins(fresh.owner, who, orgId, role);
		return { kind: 'member', orgId, memberId, personId: who.id, role };
	};
	olga = await member('Olga', lumi.orgId, 'owner');
	agnes = await member('Agnes', lumi.orgId, 'agent');
	vera = await member('Vera', lumi.orgId, 'viewer');
	nora = await member('Nora', neighbour.orgId, 'owner');
	carla = lumi.customers[0]?.id ?? '';
	caseId = lumi.customers[0]?.inquiryId ?? '';
});

afterAll(() => fresh.drop());

describe('a draft', () => {
	it('is begun once for a key, saved whole, and comes to what the editor shows', async () => {
		const key = randomUUID();
		const once = { customerId: carla, inquiryId: null, title: 'Colour', templateId: null, key };
		expect(await as(agnes, (tx) => beginQuote(tx, agnes, once))).toBe(key);
		expect(await as(agnes, (tx) => beginQuote(tx, agnes, once))).toBe(key);
		const typed = { ...form(1, ['Colour', '2,5', '60'], ['Tip', '1', '0.01', '0']), discount: '10%' };
		expect(await as(agnes, (tx) => saveDraft(tx, agnes, key, typed))).toMatchObject({
			version: 2,
			totals: { items: 15_001, discount: 1500, total: 13_501 }
		});
		const kept = await read(key);
		expect(kept).toMatchObject({ number: null, status: 'draft', totalMinor: 13_501, discountBp: 1000 });
		expect(kept.items.map(({ quantity, totalMinor }) => [quantity, totalMinor])).toEqual([
			[2500, 15_000],
			[1000, 1]
		]);
		expect(kept.subtotalMinor + kept.taxMinor).toBe(kept.totalMinor);
	});

	it('tells two editors of each other and keeps the first one’s words', async () => {
		const id = await written();
		const late = await as(agnes, (tx) => saveDraft(tx, agnes, id, form(1, ['Something else', '1', '1'])));
		expect(late).toEqual({ meanwhile: { version: 2 } });
		expect((await read(id)).items[0]?.description).toBe('Cut');
	});

	it('reads amounts as the organization writes them, and makes no thousand of a thousandth', async () => {
		const id = await begin();
		const save = (price: string, quantity = '1') =>
			as(olga, (tx) => saveDraft(tx, olga, id, form(1, ['Cut', quantity, price])));
		for (const price of ['0.125', '0.001', '12.345', '$5', '-5'])
			await expect(save(price), price).rejects.toMatchObject({
				fields: { 'line-0-price': expect.stringContaining('such as 120.50') as string }
			});
		try {
			await fresh.owner`update organizations set locale = 'de-DE' where id = ${lumi.orgId}`;
			await expect(save('0.125')).rejects.toMatchObject({
				fields: { 'line-0-price': expect.stringContaining('such as 120,50') as string }
			});
			expect(await save('1.234', '2,125')).toMatchObject({ totals: { total: 262_225 } });
		} finally {
			await fresh.owner`update organizations set locale = 'en' where id = ${lumi.orgId}`;
		}
		expect((await read(id)).items).toMatchObject([{ quantity: 2125, unitPriceMinor: 123_400 }]);
	});

	it('keeps no day that does not exist', async () => {
		const id = await begin();
		const save = (day: string) => as(olga, (tx) => saveDraft(tx, olga, id, { ...form(1), valid_until: day }));
		await expect(save('2026-02-30')).rejects.toMatchObject({
			fields: { valid_until: 'This day does not exist.' }
		});
		await expect(save('0000-01-01')).rejects.toMatchObject({ refusal: 'invalid' });
		await save('2028-02-29');
		expect((await read(id)).validUntil).toBe('2028-02-29');
	});

	it('says by the field what is wrong', async () => {
		const id = await begin();
		const typed = { ...form(1, ['', '0', 'dear', '200']), discount: 'much' };
		await expect(as(olga, (tx) => saveDraft(tx, olga, id, typed))).rejects.toMatchObject({
			refusal: 'invalid',
			fields: {
				'line-0-what': expect.any(String) as string,
				'line-0-quantity': expect.any(String) as string,
				'line-0-price': expect.any(String) as string,
				'line-0-tax': expect.any(String) as string,
				discount: expect.any(String) as string
			}
		});
	});

	it('is thrown away without leaving a gap, and begun again from a template or a copy', async () => {
		const id = await written('70');
		await as(olga, (tx) => saveTemplate(tx, olga, id, 'Cut, long'));
		const copy = await as(olga, (tx) => duplicateQuote(tx, olga, id));
		await as(olga, (tx) => deleteDraft(tx, olga, id));
		await as(olga, (tx) => deleteDraft(tx, olga, id));
		const saved = await as(olga, (tx) => templatesOf(tx, olga));
		const template = saved.find(({ name }) => name === 'Cut, long');
		const again = await begin(olga, template?.id ?? null);
		const [one, other] = await Promise.all([read(copy), read(again)]);
		expect(contentOf(other).lines).toEqual(contentOf(one).lines);
		expect(other.totalMinor).toBe(7000);
		await expect(read(id)).rejects.toEqual(refused('not-found'));
	});
});

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
				...form(index + 1),
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
	await saveDraft(tx, olga, id, form(1, ['Walk', '1', '10']));
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

describe('from quote to receipt', () => {
	it('goes on with numbers, names and addresses of that day, each step in both timelines', async () => {
		const id = await invoice('100');
		await pay(id, '40');
		await pay(id, '60');
		const paid = await read(id);
		expect(paid).toMatchObject({ status: 'paid', receivedMinor: 10_000, totalMinor: 10_000 });
		expect(paid.events.map(({ kind }) => kind)).toEqual(
			['written', 'sent', 'accepted', 'invoiced', 'payment', 'payment', 'paid'] //
		);
		const inCase = await fresh.owner<{ what: string }[]>`
			select details ->> 'what' as what from inquiry_events where inquiry_id = ${caseId} and details ->> 'quote' = ${id} order by created_at, place`;
		expect(inCase.map(({ what }) => what)).toEqual(
			['sent', 'accepted', 'invoiced', 'payment', 'payment', 'paid'] //
		);
		const [printed] =
			await fresh.owner`select billed_to, billed_from, due_on - invoiced_at::date as days from quotes where id = ${id}`;
		expect(printed).toMatchObject({
			billed_to: 'Carla Customer',
			billed_from: 'Studio Lumi\n1 Lane\nDublin',
			days: 14
		});
	});

	it('takes no more than is open, one payment for a double tap, and none of tomorrow', async () => {
		const id = await invoice('100');
		const key = randomUUID();
		const [one, other] = [await pay(id, '30', olga, key), await pay(id, '30', olga, key)];
		expect(one).toBe(other);
		await expect(pay(id, '70.01')).rejects.toMatchObject({
			refusal: 'invalid',
			fields: { amount: 'Only €70.00 is open.' }
		});
		await expect(
			as(olga, (tx) =>
				recordPayment(tx, olga, id, {
					amount: '1',
					method: 'cash',
					reference: null,
					received_on: '2999-01-01',
					key: randomUUID()
				})
			)
		).rejects.toMatchObject({ fields: { received_on: expect.any(String) as string } });
		const both = await Promise.allSettled([pay(id, '70'), pay(id, '70')]);
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		expect((await read(id)).receivedMinor).toBe(10_000);
	});

	it('a payment recorded by mistake is taken back and its receipt keeps its number', async () => {
		const id = await invoice('50');
		await pay(id, '20');
		const mistake = await pay(id, '30');
		const input = { payment: mistake, reason: 'Another customer’s' };
		await as(olga, (tx) => markUnpaid(tx, olga, id, input));
		await as(olga, (tx) => markUnpaid(tx, olga, id, input));
		const open = await read(id);
		expect(open).toMatchObject({ status: 'invoiced', receivedMinor: 2000, paidAt: null });
		const taken = open.payments.filter(({ revertedAt }) => revertedAt !== null);
		expect(taken.map(({ amountMinor }) => amountMinor)).toEqual([3000]);
		const again = await pay(id, '30');
		const numbers = (await read(id)).payments.map(({ number }) => number);
		expect(new Set(numbers).size).toBe(3);
		expect(again).not.toBe(mistake);
	});

	it('a refund is final and closes the case as lost', async () => {
		const id = await invoice('80');
		await pay(id, '80');
		await fresh.owner`update inquiries set status = 'closed', closed_at = now(), outcome = 'won', deal_value_minor = 8000 where id = ${caseId}`;
		await as(olga, (tx) => refund(tx, olga, id, 'The tone was wrong'));
		await as(olga, (tx) => refund(tx, olga, id, null));
		expect(await read(id)).toMatchObject({ status: 'refunded', receivedMinor: 0 });
		const [lost] =
			await fresh.owner`select status, outcome, outcome_reason, deal_value_minor::int from inquiries where id = ${caseId}`;
		expect(lost).toEqual({
			status: 'closed',
			outcome: 'lost',
			outcome_reason: 'The tone was wrong',
			deal_value_minor: 8000
		});
		await expect(pay(id, '80')).rejects.toEqual(refused('conflict'));
		await expect(as(olga, (tx) => voidQuote(tx, olga, id, null))).rejects.toEqual(refused('conflict'));
	});

	it('an invoice for which money came is refunded, not made void', async () => {
		const id = await invoice('80');
		await pay(id, '8');
		await expect(as(olga, (tx) => voidQuote(tx, olga, id, null))).rejects.toEqual(refused('conflict'));
		const other = await invoice('80');
		await as(olga, (tx) => voidQuote(tx, olga, other, 'Typed wrongly'));
		expect(await read(other)).toMatchObject({ status: 'void', receivedMinor: 0 });
	});
});

describe('who may', () => {
	it('an agent writes, sends and records; taking money back is for managers, in the database too', async () => {
		const id = await begin(agnes);
		await as(agnes, async (tx) => {
			await saveDraft(tx, agnes, id, form(1, ['Cut', '1', '10']));
			await issueQuote(tx, agnes, id, { version: 2, key: randomUUID() });
			await decideQuote(tx, agnes, id, 'accepted');
			await makeInvoice(tx, agnes, id);
		});
		await expect(as(agnes, (tx) => voidQuote(tx, agnes, id, null))).rejects.toEqual(refused('forbidden'));
		const payment = await pay(id, '10', agnes);
		await expect(as(agnes, (tx) => refund(tx, agnes, id, null))).rejects.toEqual(refused('forbidden'));
		await expect(as(agnes, (tx) => markUnpaid(tx, agnes, id, { payment, reason: null }))).rejects.toEqual(
			refused('forbidden')
		);
		await expect(
			as(agnes, (tx) => tx`update payments set reverted_at = now() where id = ${payment}`)
		).rejects.toThrow('for managers');
		await expect(
			as(agnes, (tx) => tx`update quotes set status = 'invoiced' where id = ${id}`)
		).rejects.toThrow('for managers');
		await expect(as(olga, (tx) => tx`delete from payments where id = ${payment}`)).rejects.toThrow(
			'not deleted'
		);
		expect((await read(id)).status).toBe('paid');
	});

	it('a viewer reads and a stranger finds nothing', async () => {
		const id = await written();
		expect((await as(vera, (tx) => findQuote(tx, vera, id))).id).toBe(id);
		await expect(
			as(vera, (tx) => issueQuote(tx, vera, id, { version: 2, key: randomUUID() }))
		).rejects.toEqual(refused('forbidden'));
		await expect(as(nora, (tx) => findQuote(tx, nora, id))).rejects.toEqual(refused('not-found'));
		await expect(
			as(nora, (tx) => issueQuote(tx, nora, id, { version: 2, key: randomUUID() }))
		).rejects.toEqual(refused('not-found'));
		await expect(as(nora, (tx) => duplicateQuote(tx, nora, id))).rejects.toEqual(refused('not-found'));
		await expect(
			as(nora, (tx) =>
				beginQuote(tx, nora, {
					customerId: carla,
					inquiryId: null,
					title: 'X',
					templateId: null,
					key: randomUUID()
				})
			)
		).rejects.toEqual(refused('not-found'));
	});
});

describe('lists', () => {
	it('show a state, a word or a number, page by page', async () => {
		const id = await invoice('33');
		const quote = await read(id);
		const list = (more: Partial<Parameters<typeof listQuotes>[2]>) =>
			as(vera, (tx) => listQuotes(tx, vera, { list: 'all', query: '', after: null, before: null, ...more }));
		expect((await list({ query: `INV-${quote.invoiceNumber ?? 0}` })).quotes.map((one) => one.id)).toContain(
			id
		);
		expect((await list({ list: 'unpaid' })).quotes.every(({ status }) => status === 'invoiced')).toBe(true);
		expect((await list({ query: 'carla' })).quotes.length).toBeGreaterThan(3);
		expect((await list({ query: 'nobody at all' })).quotes).toEqual([]);
		const found = await as(vera, (tx) => findPapersByNumber(tx, vera, `inv ${quote.invoiceNumber ?? 0}`));
		expect(found).toMatchObject([{ kind: 'invoice', id }]);
		expect((await as(vera, (tx) => quotesOf(tx, vera, carla))).quotes[0]?.id).toBe(id);
	});
});
