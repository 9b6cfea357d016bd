import type { Tx } from '#platform/database/database.ts';
import type { Channel, MessageDetails, MessageState } from './types.ts';

/** A file of a message, as the desk lists it. */
export type ThreadAttachment = {
	id: string;
	name: string;
	contentType: string;
	/** bytes */
	size: number;
	hasThumbnail: boolean;
};

/** What only a mail has, less the HTML, which has a page of its own. */
export type ThreadMail = {
	subject: string | null;
	fromName: string | null;
	fromAddress: string | null;
	quoted: string | null;
	signature: string | null;
	hasHtml: boolean;
};

/** A message as the case's page shows it. */
export type ThreadMessage = {
	id: string;
	direction: 'inbound' | 'outbound';
	channel: Channel;
	body: string;
	state: MessageState;
	/** Why it failed, in a sentence. */
	failure: string | null;
	/** Why it has not left yet, when something keeps it. */
	waitsFor: string | null;
	automatic: boolean;
	unverified: boolean;
	details: MessageDetails;
	createdAt: Date;
	sentAt: Date | null;
	/** Until then whoever wrote it may take it back. */
	releaseAt: Date | null;
	memberId: string | null;
	/** The member's name; null: the customer wrote, or the member has left. */
	author: string | null;
	replyTo: string | null;
	mail: ThreadMail | null;
	attachments: ThreadAttachment[];
};

/** A case's newest messages, the newest first. */
export function newestMessages(tx: Tx, inquiryId: string, atMost: number): Promise<ThreadMessage[]> {
	return tx<ThreadMessage[]>`
		select m.id, m.direction, m.channel, m.body, m.state, m.failure, m.last_error as "waitsFor", m.automatic, m.unverified, m.details,
			m.created_at as "createdAt", m.sent_at as "sentAt", m.release_at as "releaseAt", m.member_id as "memberId",
			people.name as author, m.reply_to as "replyTo",
			case when mail.message_id is not null then json_build_object('subject', mail.subject, 'fromName', mail.from_name,
				'fromAddress', mail.from_address, 'quoted', mail.quoted, 'signature', mail.signature,
				'hasHtml', mail.html is not null) end as mail,
			(select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'contentType', a.content_type,
				'size', a.size, 'hasThumbnail', a.thumbnail_key is not null) order by a.created_at, a.name, a.id), '[]')
				from attachments a where a.org_id = m.org_id and a.message_id = m.id) as attachments
		from messages m
		left join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id
		left join members on members.org_id = m.org_id and members.id = m.member_id
		left join people on people.id = members.person_id
		where m.org_id = (select scope_org()) and m.inquiry_id = ${inquiryId}
		order by m.created_at desc, m.id desc limit ${atMost}`;
}

export async function countMessages(tx: Tx, inquiryId: string): Promise<number> {
	const [counted] = await tx<{ count: number }[]>`
		select count(*)::int as count from messages where org_id = (select scope_org()) and inquiry_id = ${inquiryId}`;
	return counted?.count ?? 0;
}

/** The newest message that somebody else wrote: what a member has to have read before she answers. */
export type Latest = {
	id: string;
	direction: 'inbound' | 'outbound';
	body: string;
	/** The colleague who wrote it; null: the customer did. */
	author: string | null;
	createdAt: Date;
};

export async function latestOfOthers(tx: Tx, inquiryId: string, memberId: string): Promise<Latest | null> {
	const [row] = await tx<Latest[]>`
		select m.id, m.direction, left(m.body, 500) as body, people.name as author, m.created_at as "createdAt"
		from messages m
		left join members on members.org_id = m.org_id and members.id = m.member_id
		left join people on people.id = members.person_id
		where m.org_id = (select scope_org()) and m.inquiry_id = ${inquiryId} and not m.automatic
			and m.member_id is distinct from ${memberId}
		order by m.created_at desc, m.id desc limit 1`;
	return row ?? null;
}
