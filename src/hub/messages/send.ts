import { conflict, forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { withoutPortalLinks } from './placeholders.ts';
import { canReply } from './policy.ts';
import * as sql from './sql.ts';
import type { Channel, MessageDetails, NewAttachment } from './types.ts';

/** Seconds in which whoever wrote a message may take it back. */
const UNDO_SECONDS = 5;

export type Answer = {
	inquiryId: string;
	channel: Channel;
	/** Plain text, 1 to 100,000 characters; may be empty with attachments. */
	body: string;
	/** From the form: a double tap or a retry sends once (D2). */
	key: string;
	/** The message that this one answers in particular. */
	replyTo?: string | null;
	details?: MessageDetails;
	attachments?: NewAttachment[];
};

/**
 * Queues a member's message to the customer of a case: it leaves after `UNDO_SECONDS` and the case is Waiting at once (W3).
 * Answers its id, the same for the same key. Throws `forbidden` for a viewer, `not-found` without such a case, `conflict`
 * when the case is deleted or has no customer any more. The attachments' objects must be settled in this transaction.
 */
export async function sendMessage(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	actor: Member,
	it: Answer
): Promise<string> {
	if (!canReply(actor.role)) throw forbidden('Viewers read; they cannot answer customers.');
	const answered = await sql.caseToAnswer(tx, it.inquiryId);
	if (!answered) throw notFound('This case');
	if (answered.deleted) throw conflict('This case is deleted. Restore it to answer.');
	if (!answered.customerId) throw conflict('The customer of this case is gone, so nobody can get an answer.');
	const id = await sql.insertMessage(tx, {
		orgId: actor.orgId,
		inquiryId: it.inquiryId,
		customerId: answered.customerId,
		direction: 'outbound',
		channel: it.channel,
		body: withoutPortalLinks(it.body, hub.config.origin),
		memberId: actor.memberId,
		createdAt: null,
		releaseIn: UNDO_SECONDS,
		messageId: it.channel === 'email' ? newMessageId(hub) : null,
		providerId: null,
		automatic: false,
		unverified: false,
		replyTo: it.replyTo ?? null,
		details: it.details ?? {},
		seen: null,
		idempotencyKey: it.key
	});
	if (!id) {
		const before = await sql.messageByKey(tx, it.inquiryId, it.key);
		if (!before) throw conflict('This message was sent in another case already.');
		return before;
	}
	const message = { orgId: actor.orgId, messageId: id, customerId: answered.customerId };
	await sql.insertAttachments(tx, message, it.attachments ?? []);
	await sql.clearDueFollowUp(tx, it.inquiryId);
	await sql.enqueueDelivery(tx, actor.orgId, id, UNDO_SECONDS);
	return id;
}

/**
 * Takes back what the actor sent a moment ago; answers what it was, so that it can be edited. Throws `conflict` when it has
 * left or is somebody else's, `not-found` without such a message.
 */
export async function undoSend(tx: Tx, actor: Member, messageId: string): Promise<sql.TakenBack> {
	if (!canReply(actor.role)) throw forbidden('Viewers read; they cannot answer customers.');
	const taken = await sql.takeBack(tx, messageId, actor.memberId);
	if (taken) return taken;
	if ((await sql.messageState(tx, messageId)) === null) throw notFound('This message');
	throw conflict('This message is on its way already and cannot be taken back.');
}

/** Sends a failed message once more; of two at once, the second is told. Throws `conflict` when it has not failed, `not-found` without such a message. */
export async function retrySend(tx: Tx, actor: Member, messageId: string): Promise<void> {
	if (!canReply(actor.role)) throw forbidden('Viewers read; they cannot answer customers.');
	if (await sql.requeue(tx, messageId)) return sql.enqueueDelivery(tx, actor.orgId, messageId, 0);
	const state = await sql.messageState(tx, messageId);
	if (state === null) throw notFound('This message');
	throw conflict(
		state === 'queued'
			? 'This message is on its way again already, so it was not sent twice.'
			: 'This message has not failed, so it was not sent again.'
	);
}
