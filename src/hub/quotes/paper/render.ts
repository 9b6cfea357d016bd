import { calendarDay, money, percentage, quantity } from '#hub/texts/amounts.ts';
import { languageOf, type Language } from '#hub/texts/language.ts';
import { paperNumber, type PaperKind } from '../numbers.ts';
import { nameOfPaper, type PaperData } from './data.ts';
import { PaperSheet } from './sheet.ts';
import { ratesOf, sumRows } from './sums.ts';

/**
 * Prints it in the customer's language, in the brand's colour with its logo (PNG bytes; null: none). A draft is printed as a
 * draft. Whatever is on it is what the database keeps. It takes tens of milliseconds and more: `print.ts` has it done in a thread.
 */
export async function renderPaper(kind: PaperKind, data: PaperData, logo: Buffer | null): Promise<Buffer> {
	const { organization, customer, quote, payment } = data;
	const language = languageOf(customer.locale, organization.locale);
	const say = language.texts.paper;
	const number = nameOfPaper(kind, data);
	const heading = `${say[kind]} ${number ?? ''}`.trim();
	const sheet = new PaperSheet({
		language,
		brandColor: organization.brandColor,
		info: { Title: heading, Author: organization.name },
		letter: /-(US|CA|MX)$/.test(organization.locale),
		footer: [organization.name, organization.phone, organization.email].filter(Boolean).join('  ·  ')
	});
	sheet.head(organization.name, logo, say[kind], number ?? say.draft);
	sheet.mark(markOf(kind, data, language));
	sheet.parties(
		[say.from, organization.from],
		[say.to, customer.to],
		kind === 'receipt' && payment ? receiptFacts(quote, payment, language) : quoteFacts(kind, quote, language)
	);
	sheet.title(quote.title);
	if (kind === 'receipt' && payment)
		sheet.amount(say.amount, money(payment.amount, quote.currency, language.tag));
	else lines(sheet, quote, language, kind === 'invoice');
	if (quote.note && kind !== 'receipt') sheet.note(null, quote.note);
	if (kind === 'invoice' && quote.status === 'invoiced' && organization.howToPay)
		sheet.note(say.howToPay, organization.howToPay);
	return sheet.finish();
}

function markOf(kind: PaperKind, { quote, payment }: PaperData, { texts, tag }: Language): string | null {
	if (quote.status === 'void') return texts.paper.void;
	const refundedOn = kind === 'receipt' ? payment?.refundedOn : kind === 'invoice' ? quote.refundedOn : null;
	return refundedOn ? texts.paper.refunded({ day: calendarDay(refundedOn, tag) }) : null;
}

type Fact = [label: string, value: string];

function quoteFacts(kind: PaperKind, quote: PaperData['quote'], { texts, tag }: Language): Fact[] {
	const facts: Fact[] = [
		[texts.paper.date, calendarDay((kind === 'invoice' && quote.invoicedOn) || quote.sentOn, tag)]
	];
	if (kind === 'invoice' && quote.dueOn) facts.push([texts.paper.due, calendarDay(quote.dueOn, tag)]);
	if (kind === 'quote' && quote.validUntil)
		facts.push([texts.paper.validUntil, calendarDay(quote.validUntil, tag)]);
	return facts;
}

function receiptFacts(
	quote: PaperData['quote'],
	payment: NonNullable<PaperData['payment']>,
	{ texts, tag }: Language
): Fact[] {
	const facts: Fact[] = [
		[texts.paper.received, calendarDay(payment.receivedOn, tag)],
		[texts.paper.how, texts.receipts.method[payment.method]]
	];
	if (payment.reference) facts.push([texts.paper.reference, payment.reference]);
	if (quote.invoiceNumber) facts.push([texts.paper.forInvoice, paperNumber('invoice', quote.invoiceNumber)]);
	return facts;
}

function lines(sheet: PaperSheet, quote: PaperData['quote'], language: Language, invoice: boolean): void {
	const { texts, tag } = language;
	const say = texts.paper;
	const amount = (minor: number) => money(minor, quote.currency, tag);
	const severalRates = ratesOf(quote).length > 1;
	const wide = sheet.width - (severalRates ? 260 : 210);
	sheet.table(
		[
			{ label: say.item, width: wide, align: 'start' },
			{ label: say.quantity, width: 50, align: 'end' },
			{ label: say.price, width: 75, align: 'end' },
			...(severalRates ? [{ label: say.tax, width: 50, align: 'end' as const }] : []),
			{ label: say.amount, width: 85, align: 'end' }
		],
		quote.items.map((item) => ({
			cells: [
				item.description,
				quantity(item.quantity, tag),
				amount(item.unitPrice),
				...(severalRates ? [percentage(item.taxBp, tag)] : []),
				amount(item.total)
			],
			below: item.discount
				? `${item.discountBp === null ? say.discount : say.discountOf({ percent: percentage(item.discountBp, tag) })}  ${amount(-item.discount)}`
				: null
		}))
	);
	sheet.sums(sumRows(quote, language, invoice));
}
