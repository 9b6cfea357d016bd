import type { Tx } from '#platform/database/database.ts';
import type { MailIdentity } from './mail-identity.ts';

/** Across organizations, through the gate. `address` without its tag, in lower case. */
export async function mailRecipient(tx: Tx, address: string): Promise<string | null> {
	const [row] = await tx<{ id: string | null }[]>`select gate.mail_recipient(${address}) as id`;
	return row?.id ?? null;
}

/** Whether a mail was seen, or had been by the version before this one. */
export async function wasSeen(tx: Tx, { hash, earlier }: MailIdentity): Promise<boolean> {
	const rows = await tx`select from mail_seen where org_id = (select scope_org()) and hash = ${hash}`;
	if (rows.length || !earlier) return rows.length > 0;
	const before = await tx`
		select from mail_seen where org_id = (select scope_org()) and hash = ${earlier.hash} and seen_at > ${earlier.after}`;
	return before.length > 0;
}

/** false: it was seen before, or by another transaction that has committed in the meantime. */
export async function markSeen(tx: Tx, orgId: string, hash: Buffer): Promise<boolean> {
	const marked = await tx`
		insert into mail_seen (org_id, hash) values (${orgId}, ${hash}) on conflict do nothing`;
	return marked.count === 1;
}

/** Another mail that came with a message of ours, and goes with it. */
export async function alsoSeen(tx: Tx, messageId: string, hash: Buffer): Promise<void> {
	await tx`update messages set seen_hashes = seen_hashes || ${hash}::bytea
		where org_id = (select scope_org()) and id = ${messageId}`;
}

export type OwnMail = { id: string; inquiryId: string; messageId: string };

/** Our own mails among those referred to, in the order of `messageIds`. */
export function ownMails(tx: Tx, messageIds: string[]): Promise<OwnMail[]> {
	return tx<OwnMail[]>`
		select id, inquiry_id as "inquiryId", message_id as "messageId" from messages
		where org_id = (select scope_org()) and direction = 'outbound' and message_id = any(${messageIds})
		order by array_position(${messageIds}::text[], message_id)`;
}

/** Another mail has this Message-ID already. */
export async function isTaken(tx: Tx, messageId: string): Promise<boolean> {
	const rows = await tx`
		select from messages where org_id = (select scope_org()) and message_id = ${messageId}`;
	return rows.length > 0;
}

export type NewMail = {
	orgId: string;
	messageId: string;
	fromName: string | null;
	fromAddress: string | null;
	to: { name: string; address: string }[];
	cc: { name: string; address: string }[];
	subject: string;
	date: Date | null;
	html: string | null;
	quoted: string | null;
	signature: string | null;
	inReplyTo: string | null;
	references: string[];
};

export async function insertMail(tx: Tx, it: NewMail): Promise<void> {
	await tx`
		insert into message_mails (org_id, message_id, from_name, from_address, to_addresses, cc_addresses, subject, sent_date,
			html, quoted, signature, in_reply_to, reference_ids)
		values (${it.orgId}, ${it.messageId}, ${it.fromName}, ${it.fromAddress}, ${tx.json(it.to)}, ${tx.json(it.cc)},
			${it.subject}, ${it.date}, ${it.html}, ${it.quoted}, ${it.signature}, ${it.inReplyTo}, ${it.references})`;
}

/** A case that begins with a machine's mail has a last line as well, and `closed` asks for nobody's answer. */
export async function standQuietly(
	tx: Tx,
	inquiryId: string,
	lastLine: string,
	closed: boolean
): Promise<void> {
	await tx`
		update inquiries set last_line = one_line(${lastLine}), last_channel = 'email', last_direction = null,
			status = case when ${closed} then 'closed' else status end, closed_at = case when ${closed} then now() end
		where org_id = (select scope_org()) and id = ${inquiryId}`;
}

export type StoredHtml = {
	html: string;
	/** The mail's own pictures. */
	pictures: { contentId: string; type: string; size: number; key: string }[];
};

/** The HTML of a case's mail; null: there is no such mail, or it has none. */
export async function storedHtml(tx: Tx, inquiryId: string, messageId: string): Promise<StoredHtml | null> {
	const [row] = await tx<StoredHtml[]>`
		select mail.html, (
			select coalesce(json_agg(json_build_object('contentId', a.content_id, 'type', a.content_type, 'size', a.size,
				'key', a.object_key) order by a.size), '[]')
			from attachments a where a.org_id = m.org_id and a.message_id = m.id and a.content_id is not null) as pictures
		from messages m join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id
		where m.org_id = (select scope_org()) and m.inquiry_id = ${inquiryId} and m.id = ${messageId} and mail.html is not null`;
	return row ?? null;
}
