import { conflict, forbidden, invalid } from '#hub/errors.ts';
import { insertEvent } from '#hub/inquiries/changes-sql.ts';
import type { EventDetails } from '#hub/inquiries/case-sql.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './changes-sql.ts';
import { quoteToChange } from './drafts.ts';
import { quoteName } from './numbers.ts';
import { canVoid } from './policy.ts';
import { itemsOf, type QuoteEventDetails } from './sql.ts';
import { mayBecome, type QuoteStatus } from './state.ts';

type Told = NonNullable<EventDetails['what']>;

/** Writes a change into the quote's own timeline and into its case's. */
export async function tell(
	tx: Tx,
	actor: Member,
	quote: sql.Standing,
	what: Told,
	details: QuoteEventDetails = {}
): Promise<void> {
	await sql.insertQuoteEvent(tx, quote.id, what, actor.memberId, details);
	if (!quote.inquiryId) return;
	const name = quoteName(quote);
	await insertEvent(tx, quote.inquiryId, 'quote', actor.memberId, {
		quote: quote.id,
		what,
		...(name !== null && { name }),
		...(details.reason !== undefined && { reason: details.reason }),
		amountMinor: details.amountMinor ?? quote.totalMinor,
		currency: quote.currency
	});
}

const inWords: Record<QuoteStatus, string> = {
	draft: 'a draft',
	sent: 'sent',
	accepted: 'accepted',
	declined: 'declined',
	invoiced: 'an invoice',
	paid: 'paid',
	refunded: 'refunded',
	void: 'void'
};

/** Throws `conflict` in words when it cannot become that. */
export function mustBecome(quote: sql.Standing, becomes: QuoteStatus): void {
	if (mayBecome(quote.status, becomes)) return;
	throw conflict(
		`${quoteName(quote) ?? 'This quote'} is ${inWords[quote.status]}, so it cannot become ${inWords[becomes]}.`
	);
}

/** Who did it, as a sentence for `actor` begins. */
export const whoOf = (actor: Member, by: sql.By | null) =>
	by?.memberId === actor.memberId ? 'You have' : `${by?.name ?? 'Somebody'} has`;

/** What whoever issues a draft looked at, and the key of her form: D2, a double tap issues once. */
export type Issuing = { version: number; key: string };

/**
 * Gives a draft its number and takes it out of the editor for good; twice with one key does it once. Throws `invalid` for nothing to
 * offer or a day that has passed, `conflict` when somebody changed or issued it since, and as `quoteToChange`.
 */
export async function issueQuote(
	tx: Tx,
	actor: Member,
	id: string,
	{ version, key }: Issuing
): Promise<sql.Standing> {
	const standing = await quoteToChange(tx, actor, id);
	if (standing.status === 'sent') {
		const before = await sql.issuedBy(tx, id);
		if (before?.key === key) return standing;
		throw conflict(`${whoOf(actor, before)} sent this quote meanwhile, so it was not sent again.`);
	}
	mustBecome(standing, 'sent');
	if (standing.version !== version)
		throw conflict('Somebody changed this quote a moment ago. Look at it again, then send it.');
	if (!(await itemsOf(tx, id)).length)
		throw invalid({ '': 'Add a line first: there is nothing to offer yet.' });
	if (standing.totalMinor <= 0)
		throw invalid({ '': 'This comes to nothing. Give a line a price, or take a discount off.' });
	if (await sql.hasLapsed(tx, id))
		throw invalid({
			'': 'The day until which it is valid has passed. Choose another, then send it.',
			valid_until: 'This day has passed. Choose one to come, or none.'
		});
	const sent = await sql.issueAs(tx, id, 'sent');
	await tell(tx, actor, sent, 'sent', { key });
	return sent;
}

/** What the customer said: the business marks it, the customer cannot (S20). She may change her mind. Twice does it once. */
export async function decideQuote(
	tx: Tx,
	actor: Member,
	id: string,
	decision: 'accepted' | 'declined',
	reason: string | null = null
): Promise<void> {
	const standing = await quoteToChange(tx, actor, id);
	if (standing.status === decision) return;
	mustBecome(standing, decision);
	const decided = await sql.setStatus(tx, id, decision);
	await tell(tx, actor, decided, decision, reason === null ? {} : { reason });
}

/** Makes the invoice of an accepted quote: a number of its own, and the day on which it is due. Twice does it once. */
export async function makeInvoice(tx: Tx, actor: Member, id: string): Promise<sql.Standing> {
	const standing = await quoteToChange(tx, actor, id);
	if (standing.status === 'invoiced') return standing;
	if (standing.status === 'paid') throw conflict('This invoice is paid already.');
	mustBecome(standing, 'invoiced');
	const invoice = await sql.issueAs(tx, id, 'invoiced');
	await tell(tx, actor, invoice, 'invoiced');
	return invoice;
}

/**
 * Makes void what was issued: it keeps its number and can be read, but is owed by nobody. Throws `forbidden` for an agent and an
 * invoice, `conflict` while money was received for it.
 */
export async function voidQuote(tx: Tx, actor: Member, id: string, reason: string | null): Promise<void> {
	const standing = await quoteToChange(tx, actor, id);
	if (standing.status === 'void') return;
	if (!canVoid(actor.role, standing.status))
		throw forbidden('Only managers, admins and owners make an invoice void. Ask one of them.');
	mustBecome(standing, 'void');
	if (standing.status === 'invoiced' && (await sql.hasReceived(tx, id)))
		throw conflict('Money was received for this invoice. Refund it instead.');
	const gone = await sql.setStatus(tx, id, 'void');
	await tell(tx, actor, gone, 'void', reason === null ? {} : { reason });
}
