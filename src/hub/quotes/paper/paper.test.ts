import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, test } from 'vitest';
import { money } from '#hub/texts/amounts.ts';
import type { PaperData } from './data.ts';
import { renderPaper } from './render.ts';
import { totals } from '../money.ts';

/** The text of each page, as a reader copies it. */
async function pagesOf(bytes: Buffer): Promise<string[]> {
	const pdf = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
	const pages: string[] = [];
	for (let number = 1; number <= pdf.numPages; number++) {
		const { items } = await (await pdf.getPage(number)).getTextContent();
		const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('');
		pages.push(text.replace(/\s+/g, ' '));
	}
	await pdf.destroy();
	return pages;
}

type Line = PaperData['quote']['items'][0];
function paperOf(
	lines: Partial<Line>[],
	more: { organization?: object; customer?: object; quote?: object; payment?: PaperData['payment'] } = {}
): PaperData {
	const items = lines.map((line) => ({
		description: 'Cut and blow-dry',
		quantity: 1000,
		unitPrice: 7400,
		discountBp: null,
		discount: 0,
		taxBp: 900,
		total: 0,
		...line
	}));
	const taxIncluded = (more.quote as { taxIncluded?: boolean } | undefined)?.taxIncluded ?? true;
	const sum = totals({
		lines: items.map(({ quantity, unitPrice, taxBp }) => ({
			quantity,
			unitPrice,
			discount: null,
			taxRate: taxBp
		})),
		discount: null,
		taxIncluded
	});
	return {
		organization: {
			name: 'Studio Lumi',
			locale: 'en-IE',
			id: 'lumi',
			brandColor: '#8c4a5a',
			logoKey: null,
			email: 'hello@lumi.example',
			phone: '+353 1 000 0000',
			from: 'Studio Lumi\n22 Camden Row\nDublin 8\nIE0000000A',
			howToPay: 'By transfer to IE00 DEMO.',
			...more.organization
		},
		customer: { locale: null, to: 'Carla Customer\n1 Lane', ...more.customer },
		quote: {
			id: 'q',
			number: 1042,
			invoiceNumber: 317,
			title: 'A day at the salon',
			status: 'invoiced',
			currency: 'EUR',
			taxIncluded,
			discountBp: null,
			discount: 0,
			subtotal: sum.net,
			tax: sum.tax,
			total: sum.total,
			note: null,
			validUntil: '2026-12-24',
			dueOn: '2026-12-10',
			sentOn: '2026-11-20',
			invoicedOn: '2026-11-26',
			refundedOn: null,
			received: 0,
			items: items.map((item, index) => ({ ...item, total: sum.lines[index]?.total ?? 0 })),
			...more.quote
		},
		payment: more.payment ?? null
	};
}

describe('a paper says what the database keeps', () => {
	test('an invoice: numbers, lines, tax, total, what is open and how to pay', async () => {
		const data = paperOf([{}, { description: 'Gloss', quantity: 2500, unitPrice: 1999, taxBp: 2300 }], {
			quote: { received: 5000 }
		});
		const [text = '', ...more] = await pagesOf(await renderPaper('invoice', data, null));
		expect(more).toEqual([]);
		for (const words of [
			'INV-317',
			'Studio Lumi',
			'IE0000000A',
			'Carla Customer',
			'Gloss',
			'2.5',
			'IE00 DEMO'
		])
			expect(text).toContain(words);
		for (const minor of [7400, 1999, 4998, data.quote.total, data.quote.total - 5000])
			expect(text).toContain(money(minor, 'EUR', 'en-IE'));
		expect(text).toContain('Of which tax 23%');
		expect(text).toContain('10 Dec 2026');
	});

	test('a receipt: what was received, when, how and for what', async () => {
		const payment = {
			number: 88,
			amount: 12_345,
			method: 'transfer' as const,
			reference: 'Deposit',
			receivedOn: '2026-11-25',
			refundedOn: null
		};
		const paper = await renderPaper('receipt', paperOf([{}], { payment }), null);
		const [text] = await pagesOf(paper);
		for (const words of ['R-88', '€123.45', '25 Nov 2026', 'Bank transfer', 'Deposit', 'INV-317'])
			expect(text).toContain(words);
		expect(text).not.toContain('DEMO');
	});

	test.each([
		['JPY', 'en', '¥7,400'],
		['INR', 'en-IN', '₹74.00'],
		['BHD', 'en', '7.400'],
		['EUR', 'de', '74,00 €'],
		['UAH', 'uk', '74.00']
	])('amounts of %s in %s', async (currency, locale, shown) => {
		const data = paperOf([{}], { organization: { locale }, quote: { currency } });
		const [text] = await pagesOf(await renderPaper('quote', data, null));
		expect(text?.replace(/\u00a0/g, ' ')).toContain(shown);
	});

	test('names of any script, with what no font has left out', async () => {
		const to = 'Ελένη Жанна Łucja Đặng\nדנה כהן\nليلى حداد 👩🏽‍🎨';
		const [text = ''] = await pagesOf(await renderPaper('quote', paperOf([{}], { customer: { to } }), null));
		for (const word of ['Ελένη', 'Жанна', 'Łucja', 'Đặng']) expect(text).toContain(word);
		expect(/\p{Script=Hebrew}/u.test(text)).toBe(true);
		expect(/\p{Script=Arabic}/u.test(text)).toBe(true);
	});

	test('a long table goes over pages, each line once and each page with its number', async () => {
		const lines = Array.from({ length: 90 }, (_, index) => ({ description: `Line no. ${index + 1}.` }));
		const pages = await pagesOf(await renderPaper('quote', paperOf(lines), null));
		expect(pages.length).toBeGreaterThan(2);
		const all = pages.join(' ');
		for (const { description } of lines) expect(all.split(description)).toHaveLength(2);
		for (const [index, page] of pages.entries())
			expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
	});

	test('void and refunded stand on it', async () => {
		const gone = await renderPaper('invoice', paperOf([{}], { quote: { status: 'void' } }), null);
		expect((await pagesOf(gone))[0]).toContain('Void');
		const back = paperOf([{}], { quote: { status: 'refunded', refundedOn: '2026-11-27' } });
		expect((await pagesOf(await renderPaper('invoice', back, null)))[0]).toContain('Refunded on 27 Nov 2026');
	});

	// Of what an editor takes: it was 14 s of a processor for 200 lines, and is linear now. Processor time, since others work beside.
	test.each([
		['words', 'bridal hair and styling with travel '],
		['letters without a space', 'abcdefghijklmnopqrstuvwxyz'],
		['letters of both directions', 'aبcدeفgحi']
	])('lines of 500 characters cost little: %s', async (_, some) => {
		const description = some.repeat(63).slice(0, 500);
		const data = paperOf(Array.from({ length: 50 }, () => ({ description })));
		const before = process.cpuUsage();
		await renderPaper('quote', data, null);
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1000).toBeLessThan(1500);
	});
});
