import { randomUUID } from 'node:crypto';
import { conflict, forbidden, invalid, notFound } from '#hub/errors.ts';
import { customerExists } from '#hub/inquiries/changes-sql.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import * as sql from './changes-sql.ts';
import { keptDiscount } from './fields.ts';
import { totals, type Totals } from './money.ts';
import { canWriteQuotes } from './policy.ts';
import { readDraft, type Draft } from './schema.ts';
import { moneySetup, quoteById, type QuoteDetails } from './sql.ts';

/** Throws `forbidden` for a viewer. */
function mustWriteQuotes(actor: Member): void {
	if (!canWriteQuotes(actor.role)) throw forbidden('You can read quotes, but not change them.');
}

/** The quote to be changed, locked. Throws `forbidden` for a viewer, `not-found`. */
export async function quoteToChange(tx: Tx, actor: Member, id: string): Promise<sql.Standing> {
	mustWriteQuotes(actor);
	const standing = isUuid(id) ? await sql.lockQuote(tx, id) : null;
	if (!standing) throw notFound('This quote');
	return standing;
}

export type NewQuote = {
	customerId: string;
	inquiryId: string | null;
	title: string;
	templateId: string | null;
	/** Becomes the quote's id, so that a double tap makes one (D2). */
	key: string;
};

/** Begins a draft for a customer, empty or from a template. Answers its id. Throws `forbidden`, `not-found`. */
export async function beginQuote(tx: Tx, actor: Member, it: NewQuote): Promise<string> {
	mustWriteQuotes(actor);
	if (!isUuid(it.customerId) || !(await customerExists(tx, it.customerId))) throw notFound('This customer');
	if (it.inquiryId && !(await sql.isCaseOf(tx, it.inquiryId, it.customerId))) throw notFound('This case');
	const template = it.templateId ? await sql.templateById(tx, it.templateId) : null;
	if (it.templateId && !template) throw notFound('This template');
	if (!(await sql.insertQuote(tx, { ...it, id: it.key }))) {
		const before = await sql.lockQuote(tx, it.key);
		if (before?.customerId !== it.customerId) throw conflict('This quote was begun for somebody else.');
		return it.key;
	}
	await sql.insertQuoteEvent(tx, it.key, 'written', actor.memberId);
	if (template) await fill(tx, actor, it, template.content);
	return it.key;
}

async function fill(tx: Tx, actor: Member, it: NewQuote, content: sql.TemplateContent): Promise<void> {
	const made = await quoteById(tx, it.key);
	await sql.writeDraft(
		tx,
		{ orgId: actor.orgId, id: it.key, customerId: it.customerId },
		{ ...content, title: it.title, note: null, validUntil: made?.validUntil ?? null, totals: totals(content) }
	);
}

/** What saving a draft came to. `meanwhile`: nothing was saved, since somebody else saved it after this editor read it. */
export type Saved = { version: number; totals: Totals } | { meanwhile: { version: number } };

/** Keeps what the editor's form says. Throws `invalid` by field, `conflict` once it was sent, and as `quoteToChange`. */
export async function saveDraft(
	tx: Tx,
	actor: Member,
	id: string,
	fields: Record<string, string>
): Promise<Saved> {
	const standing = await quoteToChange(tx, actor, id);
	if (standing.status !== 'draft')
		throw conflict('This quote was sent meanwhile, so it cannot be changed. Duplicate it to change it.');
	const { locale } = await moneySetup(tx);
	const { draft, version } = readDraft(fields, { currency: standing.currency, locale });
	if (version !== standing.version) return { meanwhile: { version: standing.version } };
	await sql.writeDraft(tx, { orgId: actor.orgId, id, customerId: standing.customerId }, draft);
	return { version: standing.version + 1, totals: draft.totals };
}

/** Throws a draft away; it never had a number, so none is missing. Throws `conflict` once it was sent. Twice does it once. */
export async function deleteDraft(tx: Tx, actor: Member, id: string): Promise<void> {
	mustWriteQuotes(actor);
	const standing = isUuid(id) ? await sql.lockQuote(tx, id) : null;
	if (!standing) return;
	if (standing.status !== 'draft') throw conflict('This quote was sent. Make it void instead.');
	await sql.removeQuote(tx, id);
}

/** A draft with the same lines, for the same customer and case. Answers its id. */
export async function duplicateQuote(tx: Tx, actor: Member, id: string): Promise<string> {
	mustWriteQuotes(actor);
	const source = isUuid(id) ? await quoteById(tx, id) : null;
	if (!source) throw notFound('This quote');
	const copy = randomUUID();
	const customerId = source.customer.id;
	const inquiryId = source.inquiry?.id ?? null;
	await sql.insertQuote(tx, { id: copy, customerId, inquiryId, title: source.title });
	const made = await quoteById(tx, copy);
	const content = contentOf(source);
	await sql.writeDraft(
		tx,
		{ orgId: actor.orgId, id: copy, customerId },
		{ ...content, note: source.note, validUntil: made?.validUntil ?? null, totals: totals(content) }
	);
	await sql.insertQuoteEvent(tx, copy, 'written', actor.memberId);
	return copy;
}

/** What a quote is made of, without anything of its customer. */
export function contentOf(quote: QuoteDetails): sql.TemplateContent {
	const lines: Draft['lines'] = quote.items.map((item) => ({
		description: item.description,
		quantity: item.quantity,
		unitPrice: item.unitPriceMinor,
		discount: keptDiscount(item.discountBp, item.discountMinor),
		taxRate: item.taxBp
	}));
	return {
		title: quote.title,
		taxIncluded: quote.taxIncluded,
		discount: keptDiscount(quote.discountBp, quote.discountMinor),
		lines
	};
}

/**
 * Keeps a quote's lines and discount to begin others with; not its note, which may say something of its customer. One with the
 * same name is replaced. Throws `invalid` for a quote without lines.
 */
export async function saveTemplate(tx: Tx, actor: Member, id: string, name: string): Promise<void> {
	mustWriteQuotes(actor);
	const source = isUuid(id) ? await quoteById(tx, id) : null;
	if (!source) throw notFound('This quote');
	if (!source.items.length) throw invalid({ name: 'A template needs a line at least.' });
	await sql.keepTemplate(tx, name, { ...contentOf(source), title: name });
}

/** Templates by name. */
export const templatesOf = (tx: Tx, _actor: Member): Promise<sql.Template[]> => sql.templates(tx);

/** Twice does it once. */
export async function deleteTemplate(tx: Tx, actor: Member, id: string): Promise<void> {
	mustWriteQuotes(actor);
	if (isUuid(id)) await sql.removeTemplate(tx, id);
}
