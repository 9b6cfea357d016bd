import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { addNewcomer } from '#hub/customers/arriving.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { customerByPhone, oneNewcomerAtATime } from '#hub/customers/sql.ts';
import { inboundCase, openInquiry } from '#hub/inquiries/open.ts';
import { SEEN_WHATSAPP } from '#hub/kept-purposes.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import {
	NUMBER,
	numbersIn,
	readNotices,
	type Incoming,
	type Notice,
	type Status
} from '#platform/whatsapp/events.ts';
import { isSecret, isSigned } from '#platform/whatsapp/signature.ts';
import { linesKnownAs } from './whatsapp-line.ts';
import { againWhenGone, isFault } from './faults.ts';
import { withoutSecrets } from './portal-links.ts';
import { receiveMessage } from './receive.ts';
import { recordState } from './state.ts';
import type { MessageDetails } from './types.ts';
import { failureOf } from './whatsapp-words.ts';
import { mediaName, wordsOf } from './whatsapp-words.ts';
import * as sql from './whatsapp-sql.ts';

type Hub = Pick<Instance, 'config' | 'secrets' | 'database' | 'log'>;

/**
 * W6: what Meta sends to our webhook. Only what is signed with the secret of the number that it is about is believed, over the
 * raw body. False: nothing of it is. Everything is kept once, however often and in whatever order it comes.
 */
export async function receiveWhatsApp(
	hub: Hub,
	body: Uint8Array,
	signature: string | null
): Promise<boolean> {
	const text = Buffer.from(body).toString('utf8');
	const signers = new Map<string, string[]>();
	for (const number of numbersIn(text)) {
		const lines = await linesKnownAs(hub, number);
		const signed = lines.filter(({ line }) => isSigned(body, signature, line.appSecret));
		if (signed.length)
			signers.set(
				number,
				signed.map(({ orgId }) => orgId)
			);
	}
	if (!signers.size) return false;
	for (const notice of notices(text))
		for (const orgId of signers.get(notice.phoneNumberId) ?? []) await keep(hub, orgId, notice);
	return true;
}

function notices(body: string): Notice[] {
	try {
		return readNotices(body) ?? [];
	} catch (cause) {
		if (cause instanceof SyntaxError) return [];
		throw cause;
	}
}

/** Meta asks once whether the webhook is ours, with the word that was agreed on. */
export async function isOurVerifyToken(hub: Hub, given: string, numbers: string[]): Promise<boolean> {
	const { whatsapp } = hub.config;
	if (whatsapp && isSecret(given, whatsapp.verifyToken)) return true;
	for (const number of numbers.filter((text) => NUMBER.test(text)))
		for (const { line } of await linesKnownAs(hub, number))
			if (isSecret(given, line.verifyToken)) return true;
	return false;
}

async function keep(hub: Hub, orgId: string, { messages, statuses }: Notice): Promise<void> {
	const key = hub.secrets.derive(PORTAL_TOKEN_PURPOSE);
	for (const message of messages) await keepWhole(hub, orgId, message, key);
	for (const status of statuses)
		await asWorker(hub.database, orgId, async (tx) => {
			const known = await keepStatus(tx, status);
			if (!known) await sql.enqueueStatus(tx, { orgId, ...reportOf(status) });
		});
}

/** A message that trips us up would do so with each of Meta's repetitions, and hold up those after it: that it came is kept. */
async function keepWhole(hub: Hub, orgId: string, message: Incoming, key: Buffer): Promise<void> {
	const once = (it: Incoming) => asWorker(hub.database, orgId, (tx) => keepMessage(hub, tx, orgId, it, key));
	try {
		await againWhenGone(() => once(message));
	} catch (cause) {
		if (!isFault(cause)) throw cause;
		hub.log.error('A WhatsApp message could not be taken apart.', { error: cause });
		await once({ ...message, name: null, answers: null, content: { kind: 'unknown', type: 'unreadable' } });
	}
}

async function keepMessage(hub: Hub, tx: Tx, orgId: string, message: Incoming, key: Buffer): Promise<void> {
	const { content } = message;
	if (content.kind === 'reaction')
		return sql.setReaction(tx, content.to, content.emoji?.slice(0, 20) ?? null);
	await oneNewcomerAtATime(tx, orgId, message.from);
	if (await sql.messageByProviderId(tx, message.id)) return;
	const seen = identity(hub, orgId, message.id);
	if (!(await sql.markSeen(tx, orgId, seen))) return;
	const customerId =
		(await customerByPhone(tx, message.from)) ??
		(await addNewcomer(tx, orgId, { name: message.name, email: null, phone: `+${message.from}` }, key));
	const body = withoutSecrets(hub, wordsOf(content));
	const inquiryId = await caseFor(tx, orgId, customerId, body);
	const messageId = await receiveMessage(tx, {
		orgId,
		inquiryId,
		customerId,
		channel: 'whatsapp',
		body,
		writtenAt: message.sentAt,
		providerId: message.id,
		replyTo: message.answers ? await sql.messageByProviderId(tx, message.answers) : null,
		details: { ...detailsOf(content), from: message.from },
		seen
	});
	if (messageId && content.kind === 'media')
		await sql.enqueueMedia(tx, {
			orgId,
			messageId,
			mediaId: content.media.id,
			name: mediaName(content),
			mimeType: content.media.mimeType
		});
}

/** D7: keyed, so that it tells nobody which message it was, and outlives whoever wrote it. */
const identity = ({ secrets }: Pick<Hub, 'secrets'>, orgId: string, providerId: string): Buffer =>
	createHmac('sha256', secrets.derive(SEEN_WHATSAPP))
		.update(JSON.stringify([orgId, providerId]))
		.digest();

async function caseFor(tx: Tx, orgId: string, customerId: string, body: string): Promise<string> {
	const { inquiryId, continues } = await inboundCase(tx, customerId);
	if (inquiryId) return inquiryId;
	const opened = await openInquiry(tx, {
		orgId,
		customerId,
		subject: [...body].slice(0, 80).join(''),
		fallback: 'WhatsApp message',
		source: 'whatsapp',
		memberId: null,
		previousId: continues
	});
	return opened.id;
}

function detailsOf(content: Incoming['content']): MessageDetails {
	if (content.kind === 'media') return { awaits: mediaName(content) };
	if (content.kind !== 'location') return {};
	const { latitude, longitude, name, address } = content;
	return { location: { latitude, longitude, ...(name && { name }), ...(address && { address }) } };
}

const reportOf = ({ id, state, error }: Status) => ({
	id,
	state,
	failure: state === 'failed' ? failureOf(error) : null
});

/** False: no message of ours has this id, or not yet. */
async function keepStatus(tx: Tx, status: Status): Promise<boolean> {
	const messageId = await sql.messageByProviderId(tx, status.id);
	if (!messageId) return false;
	const { state, failure } = reportOf(status);
	await recordState(tx, messageId, state, failure);
	return true;
}

const statusPayload = z.object({
	orgId: z.uuid(),
	id: z.string(),
	state: z.enum(['sent', 'delivered', 'read', 'failed']),
	failure: z.string().nullable()
});

/** Job `whatsapp_status`: a report that was faster than the note of what it is about. */
export async function lateStatusTask(hub: Pick<Instance, 'database'>, payload: unknown): Promise<void> {
	const { orgId, id, state, failure } = statusPayload.parse(payload);
	await asWorker(hub.database, orgId, async (tx) => {
		const messageId = await sql.messageByProviderId(tx, id);
		if (messageId) await recordState(tx, messageId, state, failure);
	});
}
