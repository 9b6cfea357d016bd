import { attemptsSince } from '#hub/outbox/attempts.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Channel, MessageDetails, MessageState, NewAttachment, ReportedState } from './types.ts';

export type NewMessage = {
	orgId: string;
	inquiryId: string;
	customerId: string | null;
	direction: 'inbound' | 'outbound';
	channel: Channel;
	body: string;
	memberId: string | null;
	/** null: now. Providers count in seconds: in one second, a case's messages stay in the order in which they came. */
	createdAt: Date | null;
	/** Seconds after which it may leave; null: it does not leave (inbound). */
	releaseIn: number | null;
	messageId: string | null;
	providerId: string | null;
	automatic: boolean;
	unverified: boolean;
	replyTo: string | null;
	details: MessageDetails;
	idempotencyKey: string | null;
	/** By which it will be known again (mail_seen, whatsapp_seen); null: it came from nowhere. */
	seen: Buffer | null;
};

/** null: the same Message-ID, provider's id or idempotency key is there already. */
export async function insertMessage(tx: Tx, it: NewMessage): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, member_id, created_at, state, release_at,
			message_id, provider_id, automatic, unverified, reply_to, details, idempotency_key, seen_hashes)
		values (${it.orgId}, ${it.inquiryId}, ${it.customerId}, ${it.direction}, ${it.channel}, ${it.body}, ${it.memberId},
			coalesce((select greatest(${it.createdAt}, max(created_at) + interval '1 millisecond') from messages
				where org_id = ${it.orgId} and inquiry_id = ${it.inquiryId} and created_at >= ${it.createdAt}
					and created_at < ${it.createdAt}::timestamptz + interval '1 second'), now()), ${it.direction === 'inbound' ? 'received' : 'queued'},
			now() + ${it.releaseIn}::float8 * interval '1 second', ${it.messageId}, ${it.providerId}, ${it.automatic},
			${it.unverified}, ${it.replyTo}, ${tx.json(it.details)}, ${it.idempotencyKey},
			array_remove(array[${it.seen}::bytea], null))
		on conflict do nothing returning id`;
	return row?.id ?? null;
}

export async function insertAttachments(
	tx: Tx,
	message: { orgId: string; messageId: string; customerId: string | null },
	attachments: NewAttachment[]
): Promise<void> {
	if (!attachments.length) return;
	const rows = attachments.map(({ objectKey, name, contentType, size, sha256, contentId = null }) => ({
		org_id: message.orgId,
		message_id: message.messageId,
		customer_id: message.customerId,
		object_key: objectKey,
		name,
		content_type: contentType,
		size,
		sha256,
		content_id: contentId
	}));
	const kept = await tx<{ id: string; type: string }[]>`
		insert into attachments ${tx(rows)} returning id, content_type as type`;
	for (const { id, type } of kept)
		if (type.startsWith('image/'))
			await tx`select enqueue_job('picture_attachment', ${tx.json({ orgId: message.orgId, attachmentId: id })}::json,
				${`picture_attachment ${id}`})`;
}

export async function enqueueDelivery(
	tx: Tx,
	orgId: string,
	messageId: string,
	seconds: number
): Promise<void> {
	await tx`select enqueue_job('deliver_message', ${tx.json({ orgId, messageId })}::json, ${`deliver_message ${messageId}`},
		now() + ${seconds}::float8 * interval '1 second')`;
}

/** An answer does what a reminder that has come asked for. */
export async function clearDueFollowUp(tx: Tx, inquiryId: string): Promise<void> {
	await tx`update inquiries set follow_up_at = null, follow_up_by = null
		where org_id = (select scope_org()) and id = ${inquiryId} and follow_up_at <= now()`;
}

export type CaseToAnswer = { customerId: string | null; deleted: boolean };

/** Locked, so that the case is not deleted while it is answered. */
export async function caseToAnswer(tx: Tx, inquiryId: string): Promise<CaseToAnswer | null> {
	const [row] = await tx<CaseToAnswer[]>`
		select customer_id as "customerId", deleted_at is not null as deleted from inquiries
		where org_id = (select scope_org()) and id = ${inquiryId} for update`;
	return row ?? null;
}

export async function messageByKey(tx: Tx, inquiryId: string, key: string): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		select id from messages
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and idempotency_key = ${key}`;
	return row?.id ?? null;
}

export type TakenBack = { inquiryId: string; channel: Channel; body: string };

/** Only the sender's own message, and only while it may not leave yet. */
export async function takeBack(tx: Tx, messageId: string, memberId: string): Promise<TakenBack | null> {
	const [row] = await tx<TakenBack[]>`
		delete from messages
		where org_id = (select scope_org()) and id = ${messageId} and member_id = ${memberId} and state = 'queued'
			and release_at > now()
		returning inquiry_id as "inquiryId", channel, body`;
	return row ?? null;
}

export async function messageState(tx: Tx, messageId: string): Promise<MessageState | null> {
	const [row] = await tx<{ state: MessageState }[]>`
		select state from messages where org_id = (select scope_org()) and id = ${messageId}`;
	return row?.state ?? null;
}

/** Back in the queue, with the Message-ID that it had: a server that took it after all makes no second mail of it. */
export async function requeue(tx: Tx, messageId: string): Promise<boolean> {
	const rows = await tx`
		update messages set state = 'queued', failure = null, release_at = now(), attempts = 0, last_error = null, trying_since = null, trying_job = null
		where org_id = (select scope_org()) and id = ${messageId} and state = 'failed' and direction = 'outbound'`;
	return rows.count > 0;
}

/** Never backwards: a report that comes late or twice changes nothing. */
export async function raiseState(
	tx: Tx,
	messageId: string,
	state: ReportedState,
	failure: string | null
): Promise<boolean> {
	const rows = await tx`
		update messages set state = ${state}, failure = ${failure}, sent_at = coalesce(sent_at, case when ${state} <> 'failed' then now() end)
		where org_id = (select scope_org()) and id = ${messageId} and direction = 'outbound'
			and array_position(array['queued', 'sent', 'failed', 'delivered', 'read'], state)
				< array_position(array['queued', 'sent', 'failed', 'delivered', 'read'], ${state})`;
	return rows.count > 0;
}

export async function setProviderId(tx: Tx, messageId: string, providerId: string): Promise<void> {
	await tx`update messages set provider_id = ${providerId} where org_id = (select scope_org()) and id = ${messageId}`;
}

/** What the customer's own link is made from. */
export type SealedLink = { customerId: string; sealedToken: Buffer; portalEnabled: boolean };

export async function sealedLinkOf(tx: Tx, customerId: string): Promise<SealedLink | null> {
	const [row] = await tx<SealedLink[]>`
		select c.id as "customerId", c.portal_token_encrypted as "sealedToken", o.portal_enabled as "portalEnabled"
		from customers c join organizations o on o.id = c.org_id
		where c.org_id = (select scope_org()) and c.id = ${customerId}`;
	return row ?? null;
}

export type Outgoing = {
	id: string;
	inquiryId: string;
	customerId: string | null;
	memberId: string | null;
	channel: Channel;
	body: string;
	messageId: string | null;
	providerId: string | null;
	replyTo: string | null;
	details: MessageDetails;
	createdAt: Date;
	attachments: {
		id: string;
		objectKey: string;
		name: string;
		contentType: string;
		/** bytes */
		size: number;
	}[];
};

/**
 * An attempt begins: should its process end before it does, its job begins anew, or the sweep finds it. false: another job is at it, or
 * it waits no more.
 */
export async function beginAttempt(tx: Tx, messageId: string, job: string): Promise<boolean> {
	const { count } = await tx`update messages set trying_since = now(), trying_job = ${job}
		where org_id = (select scope_org()) and id = ${messageId} and state = 'queued'
			and (trying_since is null or trying_since < ${attemptsSince()} or trying_job = ${job})`;
	return count > 0;
}

export async function isBeingSent(tx: Tx, messageId: string): Promise<boolean> {
	const rows =
		await tx`select from messages where org_id = (select scope_org()) and id = ${messageId} and state = 'queued'
		and trying_since > ${attemptsSince()}`;
	return rows.length > 0;
}

/** An attempt has ended; `error`: why the message is still here. Answers how many there were; waiting is none. null: it is gone. */
export async function endAttempt(
	tx: Tx,
	messageId: string,
	{ error, counts }: { error: string | null; counts: boolean }
): Promise<number | null> {
	const [row] = await tx<{ attempts: number }[]>`
		update messages set trying_since = null, trying_job = null, last_error = left(${error}, 500), attempts = attempts + ${counts ? 1 : 0}
		where org_id = (select scope_org()) and id = ${messageId} returning attempts`;
	return row?.attempts ?? null;
}

export type WaitingMessage = { orgId: string; id: string };

/** Across organizations, through the gate. */
export const queuedMessages = (tx: Tx, channel: Channel) =>
	tx<WaitingMessage[]>`select org_id as "orgId", id from gate.queued_messages(${channel})`;

export const forgottenMessages = (tx: Tx, triedBefore: Date, dueBefore: Date, atMost: number) =>
	tx<WaitingMessage[]>`
		select org_id as "orgId", id from gate.forgotten_messages(${triedBefore}, ${dueBefore}, ${atMost})`;

/** Of the organization of this transaction. */
export async function queuedHere(tx: Tx, channel: Channel): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`
		select id from messages where org_id = (select scope_org()) and state = 'queued' and channel = ${channel}
			and release_at <= now() and trying_since is null order by release_at`;
	return rows.map((row) => row.id);
}

/** A message that waits to leave and may; null: it left, was taken back, its case is deleted, or its time has not come. */
export async function outgoing(tx: Tx, messageId: string): Promise<Outgoing | null> {
	const [row] = await tx<Outgoing[]>`
		select m.id, m.inquiry_id as "inquiryId", m.customer_id as "customerId", m.member_id as "memberId", m.channel, m.body,
			m.message_id as "messageId", m.provider_id as "providerId", m.reply_to as "replyTo", m.details,
			m.created_at as "createdAt",
			(select coalesce(json_agg(json_build_object('id', a.id, 'objectKey', a.object_key, 'name', a.name,
				'contentType', a.content_type, 'size', a.size) order by a.created_at, a.id), '[]')
				from attachments a where a.org_id = m.org_id and a.message_id = m.id) as attachments
		from messages m
		where m.org_id = (select scope_org()) and m.id = ${messageId} and m.state = 'queued' and m.release_at <= now()`;
	return row ?? null;
}
