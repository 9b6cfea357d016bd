import { nameToGreet } from '#hub/customers/first-name.ts';
import { calendarDay, money } from '#hub/texts/amounts.ts';
import { languageOf } from '#hub/texts/language.ts';
import type { LanguageCode } from '#hub/texts/feature.ts';
import { paperNumber } from './numbers.ts';
import type { QuoteDetails } from './sql.ts';

/** The words with which a quote or an invoice goes to its customer, in her language; whoever sends it may change them. */
export type Cover = { text: string; language: LanguageCode };

type Covered = Pick<
	QuoteDetails,
	'customer' | 'title' | 'validUntil' | 'dueOn' | 'invoiceNumber' | 'totalMinor' | 'currency'
>;

/** `locale`: the organization's. */
export function coverOf(quote: Covered, locale: string): Cover {
	const { code, tag, texts } = languageOf(quote.customer.locale, locale);
	const { letters } = texts;
	const name = nameToGreet(quote.customer.name);
	const hello = name === null ? letters.helloUnnamed : letters.hello({ name });
	return { text: `${hello}\n\n${sentence()}`, language: code };

	function sentence(): string {
		const { title, validUntil, dueOn, invoiceNumber } = quote;
		const on = (day: string) => calendarDay(day, tag);
		if (invoiceNumber === null)
			return validUntil === null
				? letters.quote({ title })
				: letters.quoteUntil({ title, day: on(validUntil) });
		const invoice = {
			title,
			number: paperNumber('invoice', invoiceNumber),
			amount: money(quote.totalMinor, quote.currency, tag)
		};
		return dueOn === null ? letters.invoice(invoice) : letters.invoiceDue({ ...invoice, day: on(dueOn) });
	}
}
