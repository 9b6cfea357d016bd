import type { Tx } from '#platform/database/database.ts';

const ofCase = (tx: Tx, inquiryId: string) => tx`exists (select from messages m
	where m.org_id = a.org_id and m.id = a.message_id and m.inquiry_id = ${inquiryId})`;

export async function isOfCase(tx: Tx, inquiryId: string, attachmentId: string): Promise<boolean> {
	const rows = await tx`select from attachments a
		where a.org_id = (select scope_org()) and a.id = ${attachmentId} and ${ofCase(tx, inquiryId)}`;
	return rows.length === 1;
}

/** A thumbnail's object, and a tag that changes with the attachment. */
export type AttachmentPicture = { key: string; sha256: Buffer };

export async function attachmentPicture(
	tx: Tx,
	inquiryId: string,
	attachmentId: string
): Promise<AttachmentPicture | null> {
	const [found] = await tx<AttachmentPicture[]>`select a.thumbnail_key as key, a.sha256 from attachments a
		where a.org_id = (select scope_org()) and a.id = ${attachmentId} and a.thumbnail_key is not null
			and ${ofCase(tx, inquiryId)}`;
	return found ?? null;
}

/** The object of an attachment; null: it is gone, or it has a thumbnail already. */
export async function withoutPicture(tx: Tx, attachmentId: string): Promise<{ key: string } | null> {
	const [found] = await tx<{ key: string }[]>`select object_key as key from attachments
		where org_id = (select scope_org()) and id = ${attachmentId} and thumbnail_key is null`;
	return found ?? null;
}

/** false: the attachment is gone, or another job was faster. */
export async function setPicture(tx: Tx, attachmentId: string, key: string): Promise<boolean> {
	const set = await tx`update attachments set thumbnail_key = ${key}
		where org_id = (select scope_org()) and id = ${attachmentId} and thumbnail_key is null`;
	return set.count === 1;
}

/** Which of these objects an attachment names. */
export async function keptObjects(tx: Tx, keys: string[]): Promise<Set<string>> {
	const rows = await tx<{ key: string }[]>`select object_key as key from attachments
		where org_id = (select scope_org()) and object_key = any (${keys})`;
	return new Set(rows.map(({ key }) => key));
}
