import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markUnpaid, recordPayment, refund } from '#hub/payments/record.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { draftFields, quotingSalon, type QuotingSalon } from '#support/quoting.ts';
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
import { findPapersByNumber, findQuote, listQuotes, quotesOf } from './verbs.ts';

let fresh: FreshDatabase;
let lumi: QuotingSalon['lumi'];
let olga: QuotingSalon['olga'];
let agnes: QuotingSalon['agnes'];
let vera: QuotingSalon['vera'];
let nora: QuotingSalon['nora'];
let carla: QuotingSalon['carla'];
let caseId: QuotingSalon['caseId'];
let as: QuotingSalon['as'];
let begin: QuotingSalon['begin'];
let written: QuotingSalon['written'];
let invoice: QuotingSalon['invoice'];
let read: QuotingSalon['read'];
let pay: QuotingSalon['pay'];

beforeAll(async () => {
	fresh = await freshDatabase();
	({ lumi, olga, agnes, vera, nora, carla, caseId, as, begin, written, invoice, read, pay } =
		await quotingSalon(fresh));
});
afterAll(() => fresh.drop());

const refused = (refusal: string) => expect.objectContaining({ refusal });

describe('a draft', () => {
	it('is begun once for a key, saved whole, and comes to what the editor shows', async () => {
		const key = randomUUID();
		const once = { customerId: carla, inquiryId: null, title: 'Colour', templateId: null, key };
		expect(await as(agnes, (tx) => beginQuote(tx, agnes, once))).toBe(key);
		expect(await as(agnes, (tx) => beginQuote(tx, agnes, once))).toBe(key);
		const typed = { ...draftFields(1, ['Colour', '2,5', '60'], ['Tip', '1', '0.01', '0']), discount: '10%' };
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
		const late = await as(agnes, (tx) =>
			saveDraft(tx, agnes, id, draftFields(1, ['Something else', '1', '1']))
		);
		expect(late).toEqual({ meanwhile: { version: 2 } });
		expect((await read(id)).items[0]?.description).toBe('Cut');
	});

	it('reads amounts as the organization writes them, and makes no thousand of a thousandth', async () => {
		const id = await begin();
		const save = (price: string, quantity = '1') =>
			as(olga, (tx) => saveDraft(tx, olga, id, draftFields(1, ['Cut', quantity, price])));
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
		const save = (day: string) =>
			as(olga, (tx) => saveDraft(tx, olga, id, { ...draftFields(1), valid_until: day }));
		await expect(save('2026-02-30')).rejects.toMatchObject({
			fields: { valid_until: 'This day does not exist.' }
		});
		await expect(save('0000-01-01')).rejects.toMatchObject({ refusal: 'invalid' });
		await save('2028-02-29');
		expect((await read(id)).validUntil).toBe('2028-02-29');
	});

	it('says by the field what is wrong', async () => {
		const id = await begin();
		const typed = { ...draftFields(1, ['', '0', 'dear', '200']), discount: 'much' };
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
			await saveDraft(tx, agnes, id, draftFields(1, ['Cut', '1', '10']));
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
