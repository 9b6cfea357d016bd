import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { attachmentAsMember } from './attachment-download.ts';
import * as sql from './case-attachments-sql.ts';

const what = 'This file';

/** An attachment of a case, both as they stand in an address. */
export type WhichAttachment = { inquiryId: string; attachmentId: string };

/** A member's download of what came with a message of this case: its short-lived address. Throws `not-found`. */
export async function downloadFromCase(
	instance: Instance,
	actor: Member,
	{ inquiryId, attachmentId }: WhichAttachment
): Promise<string> {
	if (!isUuid(inquiryId) || !isUuid(attachmentId)) throw notFound(what);
	const there = await asMember(instance.database, actor, (tx) => sql.isOfCase(tx, inquiryId, attachmentId));
	if (!there) throw notFound(what);
	return attachmentAsMember(instance, actor, attachmentId);
}

/** The thumbnail that the thread shows. Throws `not-found`. */
export async function pictureFromCase(
	tx: Tx,
	_actor: Member,
	{ inquiryId, attachmentId }: WhichAttachment
): Promise<sql.AttachmentPicture> {
	if (!isUuid(inquiryId) || !isUuid(attachmentId)) throw notFound(what);
	const found = await sql.attachmentPicture(tx, inquiryId, attachmentId);
	if (!found) throw notFound(what);
	return found;
}
