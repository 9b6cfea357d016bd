import { z } from 'zod';
import { channels } from '#hub/messages/types.ts';
import { readFields } from '#platform/forms/forms.ts';
import { amountError, readAmount, sampleAmount, type AmountFormat } from '#platform/forms/amount.ts';
import { invalid } from '#hub/errors.ts';
import { optionalDay } from '#platform/forms/day.ts';
import { line, optionalLine, paragraph, uuid } from '#platform/forms/text.ts';
import { readDiscount, readPercent, readQuantity, writePercent, writeQuantity } from './fields.ts';
import { totals, Unaddable, type Discount, type Line, type Totals } from './money.ts';

/** Lines that one quote may have. */
export const MOST_LINES = 200;

/** A line of the editor as it was typed. */
export type TypedLine = { what: string; quantity: string; price: string; discount: string; tax: string };
export const lineFields = ['what', 'quantity', 'price', 'discount', 'tax'] as const;

const LINE = /^line-([a-z0-9]{1,24})-(what|quantity|price|discount|tax)$/;

/** The editor's form; its lines' fields are `line-<key>-<field>`, in the order in which they stand. */
export const draftForm = z.record(z.string().max(60), z.string().max(5000));

/** A draft as it is kept. */
export type Draft = {
	title: string;
	note: string | null;
	/** `2026-03-14` */
	validUntil: string | null;
	taxIncluded: boolean;
	discount: Discount;
	lines: (Line & { description: string })[];
	totals: Totals;
};

const head = z.strictObject({
	title: line('The title', 200),
	note: paragraph('The note', 2000),
	valid_until: optionalDay(),
	tax: z.enum(['included', 'top']),
	discount: z.string().optional(),
	version: z.string().regex(/^\d{1,9}$/),
	/** Which button of the form without a script was pressed. */
	do: z.string().max(40).optional()
});
const what = line('The description', 500);

/** The typed lines by key, in order; the rest of the form beside them. */
export function typedLines(fields: Record<string, string>) {
	const lines = new Map<string, TypedLine>();
	const rest: Record<string, string> = {};
	for (const [name, value] of Object.entries(fields)) {
		const [, key, field] = LINE.exec(name) ?? [];
		if (key === undefined || field === undefined) {
			rest[name] = value;
			continue;
		}
		const typed = lines.get(key) ?? { what: '', quantity: '', price: '', discount: '', tax: '' };
		lines.set(key, { ...typed, [field]: value });
	}
	return { lines, rest };
}

/** Nothing was typed into it beyond what a fresh line says by itself. */
export const isBlank = (typed: TypedLine) =>
	!typed.what.trim() && !typed.price.trim() && !typed.discount.trim();

/** The editor's form made sense of. Throws `invalid` with a sentence by field. */
export function readDraft(
	fields: Record<string, string>,
	format: AmountFormat
): { draft: Draft; version: number } {
	const { lines: typed, rest } = typedLines(fields);
	const result = readFields(head, rest);
	const errors: Record<string, string> = result.ok ? {} : result.errors;
	const kept = [...typed].filter(([, one]) => !isBlank(one));
	if (kept.length > MOST_LINES) errors[''] = `A quote can have ${MOST_LINES} lines at most.`;
	const lines = kept.map(([key, one]) => readLine(key, one, format, errors));
	const discount = readDiscount(rest['discount'] ?? '', format);
	if (discount === undefined) errors['discount'] = discountError(format);
	if (!result.ok || Object.keys(errors).length) throw invalid(errors);
	const { title, note, valid_until, tax, version } = result.data;
	const sheet = { lines, discount: discount ?? null, taxIncluded: tax === 'included' };
	return {
		draft: {
			title,
			note: note || null,
			validUntil: valid_until,
			...sheet,
			totals: added(
				sheet,
				kept.map(([key]) => key)
			)
		},
		version: Number(version)
	};
}

const discountError = (format: AmountFormat) => `Write it like 10% or ${sampleAmount(format)}.`;

function readLine(key: string, typed: TypedLine, format: AmountFormat, errors: Record<string, string>) {
	const { locale } = format;
	const wrong = (field: keyof TypedLine, sentence: string) => (errors[`line-${key}-${field}`] = sentence);
	const description = what.safeParse(typed.what);
	if (!description.success) wrong('what', description.error.issues[0]?.message ?? 'Say what it is.');
	const quantity = readQuantity(typed.quantity || '1', locale);
	if (quantity === null) wrong('quantity', `Write it like 1 or ${writeQuantity(2500, locale)}.`);
	const unitPrice = readAmount(typed.price || '0', format);
	if (unitPrice === null) wrong('price', amountError(typed.price, format, 'or nothing') ?? '');
	const discount = readDiscount(typed.discount, format);
	if (discount === undefined) wrong('discount', discountError(format));
	const taxRate = readPercent(typed.tax || '0', locale);
	if (taxRate === null) wrong('tax', `Write it like 9 or ${writePercent(1350, locale)}.`);
	return {
		description: description.data ?? '',
		quantity: quantity ?? 0,
		unitPrice: unitPrice ?? 0,
		discount: discount ?? null,
		taxRate: taxRate ?? 0
	};
}

function added(sheet: Parameters<typeof totals>[0], keys: string[]): Totals {
	try {
		return totals(sheet);
	} catch (cause) {
		if (!(cause instanceof Unaddable)) throw cause;
		const sentence =
			cause.why === 'discount'
				? 'The discount is more than there is to take it from.'
				: 'This comes to more than a quote can hold.';
		const key = cause.line === null ? undefined : keys[cause.line];
		throw invalid({
			[key ? `line-${key}-${cause.why === 'discount' ? 'discount' : 'price'}` : 'discount']: sentence
		});
	}
}

export const newQuoteForm = z.strictObject({
	customer: uuid('The customer'),
	case: z.union([z.literal(''), uuid('The case')]).optional(),
	title: line('The title', 200),
	template: z.union([z.literal(''), uuid('The template')]).optional(),
	/** D2: becomes the quote's id, so that a double tap makes one. */
	key: uuid('The key')
});

export const sendForm = z.strictObject({
	/** What goes to the customer; `none`: nothing does, she is told otherwise. */
	channel: z.enum([...channels, 'none'], { error: 'Choose how to send it.' }),
	message: paragraph('The message', 20_000),
	key: uuid('The key'),
	/** The version that was looked at; empty for what was issued before. */
	version: z
		.string()
		.regex(/^\d{0,9}$/)
		.optional(),
	/** The newest event that was looked at, of what was issued before. */
	seen: uuid('The event').optional()
});

export const reasonForm = z.strictObject({ reason: optionalLine('The reason', 300) });
export const nothingForm = z.strictObject({});

export const templateForm = z.strictObject({ name: line('The name', 80) });

/** Settings → Quotes, with the tax as it is written in the business's language; it comes out in basis points. */
export const setupForm = (locale: string) =>
	z.strictObject({
		prices: z.enum(['included', 'top']),
		tax: z.string().transform((text, context) => {
			const read = readPercent(text || '0', locale);
			if (read === null)
				context.addIssue({ code: 'custom', message: `Write it like 9 or ${writePercent(1350, locale)}.` });
			return read ?? z.NEVER;
		}),
		tax_id: optionalLine('The tax number', 60),
		address: paragraph('The address', 300),
		quote_days: days(1),
		payment_days: days(0),
		instructions: paragraph('The text on how to pay', 2000)
	});
export type MoneySetupInput = z.infer<ReturnType<typeof setupForm>>;

function days(least: number) {
	const sentence = `Write a whole number of days, from ${least} to 365.`;
	return z
		.string()
		.trim()
		.regex(/^\d{1,3}$/, sentence)
		.transform(Number)
		.refine((count) => count >= least && count <= 365, sentence);
}
