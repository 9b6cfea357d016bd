import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { caseExists, customerExists } from './changes-sql.ts';
import { canOpenCase } from './policy.ts';
import * as sql from './sql.ts';

export type CaseSource = 'manual' | 'email' | 'whatsapp' | 'portal' | 'referral' | 'import';

export type Opening = {
	orgId: string;
	/** null: nobody the business could have as a customer, such as a machine. */
	customerId: string | null;
	/** 1 to 300 characters; longer is cut, empty becomes `fallback`. */
	subject: string;
	/** Subject where there is none. */
	fallback: string;
	source: CaseSource;
	/** The member who opens it; null: the customer did. */
	memberId: string | null;
	assigneeId?: string | null;
	/** W3: the closed case that it continues. */
	previousId?: string | null;
	/** Its id, when whoever asks has chosen one. */
	id?: string | null;
};

/** Opens a case with the organization's next number (W2). Answers its id and number. */
export async function openInquiry(tx: Tx, it: Opening): Promise<{ id: string; number: number }> {
	const subject = [...it.subject.replace(/\s+/g, ' ').trim()].slice(0, 300).join('').trim() || it.fallback;
	return sql.insertInquiry(tx, {
		...it,
		subject,
		assigneeId: it.assigneeId ?? null,
		previousId: it.previousId ?? null,
		id: it.id ?? null
	});
}

/**
 * The case that a message without any reference belongs to (WhatsApp, a portal without an open case): the customer's current
 * one (D1); else the one closed last, which the message reopens, unless it was closed longer ago than the organization's
 * setting: then `continues` names it for a new, linked case (W3). Both null: she has no case yet. Deleted cases never take part.
 */
export async function inboundCase(
	tx: Tx,
	customerId: string
): Promise<{ inquiryId: string | null; continues: string | null }> {
	const row = await sql.latestCase(tx, customerId);
	if (!row) return { inquiryId: null, continues: null };
	return row.tooOld ? { inquiryId: null, continues: row.id } : { inquiryId: row.id, continues: null };
}

/**
 * For a message that names its case (a reply to a mail): where it goes. `inquiryId`: into that case, reopened when need be;
 * `continues`: it was closed too long ago by the organization's setting, so a new case continues it; both null: the case is
 * deleted, or another customer's, or not there.
 */
export async function repliedCase(
	tx: Tx,
	inquiryId: string,
	customerId: string
): Promise<{ inquiryId: string | null; continues: string | null }> {
	const row = await sql.caseForReply(tx, inquiryId, customerId);
	if (!row) return { inquiryId: null, continues: null };
	return row.tooOld ? { inquiryId: null, continues: row.id } : { inquiryId: row.id, continues: null };
}

/**
 * A member opens a case for a customer, to write to her first; it is hers from the start. The form's key becomes the case's
 * id, so a double tap opens one (D2). Answers the id. Throws `forbidden` for a viewer, `not-found` without such a customer.
 */
export async function newCase(
	tx: Tx,
	actor: Member,
	{ customerId, subject, key }: { customerId: string; subject: string; key: string }
): Promise<string> {
	if (!canOpenCase(actor.role)) throw forbidden('You can read cases, but not open one.');
	if (!isUuid(customerId) || !(await customerExists(tx, customerId))) throw notFound('This customer');
	await sql.oneOpeningAtATime(tx);
	if (await caseExists(tx, key)) return key;
	const { id } = await openInquiry(tx, {
		orgId: actor.orgId,
		customerId,
		subject,
		fallback: 'New case',
		source: 'manual',
		memberId: actor.memberId,
		assigneeId: actor.memberId,
		id: key
	});
	return id;
}
