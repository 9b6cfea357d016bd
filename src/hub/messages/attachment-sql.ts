import type { Tx } from '#platform/database/database.ts';

/** An attachment as it is sent to somebody. `key` is its object's. */
export type AttachmentFile = {
	id: string;
	key: string;
	name: string;
	contentType: string;
	/** Bytes. */
	size: number;
	sha256: Buffer;
	createdAt: Date;
};

const file = (tx: Tx) =>
	tx`a.id, a.object_key as key, a.name, a.content_type as "contentType", a.size, a.sha256, a.created_at as "createdAt"`;

/** For a transaction of hub_customer without a scope: the token sets it, in the same round trip. null as everywhere (B3). */
export async function findPortalAttachment(
	tx: Tx,
	tokenHash: Buffer,
	attachmentId: string
): Promise<AttachmentFile | null> {
	const [, [found]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<AttachmentFile[]>`select ${file(tx)} from attachments a
			where a.org_id = scope_org() and a.customer_id = scope_customer() and a.id = ${attachmentId}`
	]);
	return found ?? null;
}

/** null also when the person is no member any more. */
export async function findMemberAttachment(
	tx: Tx,
	personId: string,
	attachmentId: string
): Promise<AttachmentFile | null> {
	const [found] = await tx<AttachmentFile[]>`select ${file(tx)} from attachments a
		where a.org_id = scope_org() and a.id = ${attachmentId}
			and exists (select from members where org_id = scope_org() and person_id = ${personId})`;
	return found ?? null;
}
