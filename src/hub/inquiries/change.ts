import { conflict, forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import * as sql from './changes-sql.ts';
import { canChangeCase, canDeleteCase } from './policy.ts';

/** The case to be changed, locked. Throws `forbidden` for a viewer, `not-found`, and `conflict` for one that is deleted. */
export async function caseToChange(tx: Tx, actor: Member, id: string): Promise<sql.Standing> {
	if (!canChangeCase(actor.role)) throw forbidden('You can read cases, but not change them.');
	const standing = isUuid(id) ? await sql.lockCase(tx, id) : null;
	if (!standing) throw notFound('This case');
	if (standing.deleted) throw conflict('This case is deleted. Restore it first.');
	return standing;
}

/** W3: `was` is the subject that the form showed. Throws as `caseToChange`, and `conflict` when somebody else renamed it meanwhile. */
export async function renameCase(
	tx: Tx,
	actor: Member,
	input: { inquiryId: string; subject: string; was: string }
): Promise<void> {
	const { subject } = await caseToChange(tx, actor, input.inquiryId);
	if (subject === input.subject) return;
	if (subject !== input.was) {
		const who = (await sql.lastDoer(tx, input.inquiryId, 'renamed')) ?? 'Somebody';
		const words = `${who} renamed this case to “${subject}” meanwhile. Save again to use yours.`;
		throw conflict(words, { subject: words });
	}
	await sql.setSubject(tx, input.inquiryId, input.subject);
	await sql.insertEvent(tx, input.inquiryId, 'renamed', actor.memberId, {
		was: subject,
		subject: input.subject
	});
}

/** W9: the case goes to Deleted cases, and no page or list shows it but that. Doing it twice does it once. */
export const deleteCase = (tx: Tx, actor: Member, id: string) => mark(tx, actor, id, true);

/** W9: back to where it was. */
export const restoreCase = (tx: Tx, actor: Member, id: string) => mark(tx, actor, id, false);

async function mark(tx: Tx, actor: Member, id: string, deleted: boolean): Promise<void> {
	if (!canDeleteCase(actor.role))
		throw forbidden('Only owners and admins delete and restore cases. Ask one of them.');
	const standing = isUuid(id) ? await sql.lockCase(tx, id) : null;
	if (!standing) throw notFound('This case');
	if (standing.deleted === deleted) return;
	await sql.setDeleted(tx, id, deleted);
	await sql.insertEvent(tx, id, deleted ? 'deleted' : 'restored', actor.memberId);
}

/**
 * How far this member has read: up to the message that her page showed, or until now. A viewer leaves no trace, so nothing is
 * kept for her. Throws `not-found`.
 */
export async function markRead(
	tx: Tx,
	actor: Member,
	{ inquiryId, seen }: { inquiryId: string; seen: string | null }
): Promise<void> {
	if (!isUuid(inquiryId) || !(await sql.caseExists(tx, inquiryId))) throw notFound('This case');
	if (canChangeCase(actor.role)) await sql.setRead(tx, inquiryId, actor.memberId, seen);
}
