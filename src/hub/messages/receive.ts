import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';
import type { Channel, MessageDetails, NewAttachment } from './types.ts';

export type Received = {
	orgId: string;
	inquiryId: string;
	/** The case's customer; null: the case has none. */
	customerId: string | null;
	channel: Channel;
	/** Plain text, portal links redacted (D4). */
	body: string;
	/** When it was written, as far as one can believe it; null: now. It is never later than now. */
	writtenAt?: Date | null;
	messageId?: string | null;
	providerId?: string | null;
	/** RFC 3834: written by a machine; it is shown, and changes nothing else. */
	automatic?: boolean;
	/** No server vouches for the sender. */
	unverified?: boolean;
	/** The message that this one answers. */
	replyTo?: string | null;
	details?: MessageDetails;
	idempotencyKey?: string | null;
	/** The keyed hash under which it was marked as seen: an erasure writes it into the ledger (D7). */
	seen?: Buffer | null;
	attachments?: NewAttachment[];
};

/**
 * Keeps what a customer sent, in the case that the caller chose. The database then brings the case up to date, whatever the
 * channel: open again, with its last line (S8, W3). Answers the message's id, or null when the same Message-ID, provider's id
 * or key was kept before. The objects of the attachments must have been settled in this transaction.
 */
export async function receiveMessage(tx: Tx, it: Received): Promise<string | null> {
	const now = new Date();
	const id = await sql.insertMessage(tx, {
		orgId: it.orgId,
		inquiryId: it.inquiryId,
		customerId: it.customerId,
		direction: 'inbound',
		channel: it.channel,
		body: it.body,
		memberId: null,
		createdAt: it.writtenAt && it.writtenAt < now ? it.writtenAt : null,
		releaseIn: null,
		messageId: it.messageId ?? null,
		providerId: it.providerId ?? null,
		automatic: it.automatic ?? false,
		unverified: it.unverified ?? false,
		replyTo: it.replyTo ?? null,
		details: it.details ?? {},
		idempotencyKey: it.idempotencyKey ?? null,
		seen: it.seen ?? null
	});
	if (id)
		await sql.insertAttachments(
			tx,
			{ orgId: it.orgId, messageId: id, customerId: it.customerId },
			it.attachments ?? []
		);
	return id;
}
