import { conflict, invalid } from '#hub/errors.ts';
import { latestOfOthers } from '#hub/messages/thread-sql.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { amountError, readAmount } from '#platform/forms/amount.ts';
import type { EventDetails } from './case-sql.ts';
import { caseToChange } from './change.ts';
import * as sql from './changes-sql.ts';
import type { CaseOutcome } from './sql.ts';

export type CloseInput = {
	inquiryId: string;
	outcome: CaseOutcome | 'skip';
	reason: string | null;
	/** As typed, in the organization's currency; kept with won and lost alone. */
	value: string | null;
	/** The newest message of others that the form's page showed; null: there was none. */
	seen: string | null;
};

/**
 * W3: closes a case with how it ended. Doing the same twice does it once. Throws `invalid` for a value that is no amount,
 * `conflict` when somebody closed it otherwise meanwhile or the customer has written since, and as `caseToChange`.
 */
export async function closeCase(tx: Tx, actor: Member, input: CloseInput): Promise<void> {
	const before = await caseToChange(tx, actor, input.inquiryId);
	const valued = input.outcome === 'won' || input.outcome === 'lost';
	const { currency, locale } = before;
	const typed = valued ? input.value : null;
	const wrong = typed && amountError(typed, { currency, locale }, 'or nothing');
	if (wrong) throw invalid({ value: wrong });
	const dealValueMinor = typed ? readAmount(typed, { currency, locale }) : null;
	const outcome = input.outcome === 'skip' ? null : input.outcome;
	const closing: sql.Closing = { outcome, reason: input.reason, dealValueMinor };
	if (before.status === 'closed') return alreadyClosed(tx, before, closing);
	const latest = await latestOfOthers(tx, input.inquiryId, actor.memberId);
	if (latest?.direction === 'inbound' && latest.id !== input.seen)
		throw conflict('The customer wrote a moment ago. Read that first, then close the case.');
	await sql.setClosed(tx, input.inquiryId, closing);
	await sql.insertEvent(tx, input.inquiryId, 'closed', actor.memberId, told(closing));
}

async function alreadyClosed(tx: Tx, before: sql.Standing, closing: sql.Closing): Promise<void> {
	const same =
		before.outcome === closing.outcome &&
		before.reason === closing.reason &&
		before.dealValueMinor === closing.dealValueMinor;
	if (same) return;
	const who = (await sql.lastDoer(tx, before.id, 'closed')) ?? 'Somebody';
	throw conflict(`${who} closed this case meanwhile. Reopen it to close it differently.`);
}

/**
 * W7: what was paid was given back, so the case is lost, whatever it was closed as before; its deal value stays. A deleted case
 * is left alone.
 */
export async function closeAsLost(tx: Tx, actor: Member, inquiryId: string, reason: string): Promise<void> {
	const before = await sql.lockCase(tx, inquiryId);
	if (!before || before.deleted || before.outcome === 'lost') return;
	const closing: sql.Closing = { outcome: 'lost', reason, dealValueMinor: before.dealValueMinor };
	await sql.setClosed(tx, inquiryId, closing);
	await sql.insertEvent(tx, inquiryId, 'closed', actor.memberId, told(closing));
}

/** W3: opens a closed case again; what it was closed with stays in the timeline. Doing it twice does it once. */
export async function reopenCase(tx: Tx, actor: Member, inquiryId: string): Promise<void> {
	const before = await caseToChange(tx, actor, inquiryId);
	if (before.status !== 'closed') return;
	await sql.setOpen(tx, inquiryId);
	await sql.insertEvent(tx, inquiryId, 'reopened', actor.memberId, told(before));
}

const told = ({ outcome, reason, dealValueMinor }: sql.Closing): EventDetails => ({
	...(outcome !== null && { outcome }),
	...(reason !== null && { reason }),
	...(dealValueMinor !== null && { dealValueMinor })
});
