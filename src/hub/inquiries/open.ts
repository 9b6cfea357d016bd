import type { Tx } from '#platform/database/database.ts';
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
};

/** Opens a case with the organization's next number (W2). Answers its id and number. */
export async function openInquiry(tx: Tx, it: Opening): Promise<{ id: string; number: number }> {
	const subject = [...it.subject.replace(/\s+/g, ' ').trim()].slice(0, 300).join('').trim() || it.fallback;
	return sql.insertInquiry(tx, {
		...it,
		subject,
		assigneeId: it.assigneeId ?? null,
		previousId: it.previousId ?? null
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
