import { Readable } from 'node:stream';
import { conflict, invalid } from '#hub/errors.ts';
import { newCase } from '#hub/inquiries/open.ts';
import { channelsFor } from '#hub/messages/channels.ts';
import { sendMessage } from '#hub/messages/send.ts';
import { caseToAnswer, messageByKey } from '#hub/messages/sql.ts';
import type { Channel } from '#hub/messages/types.ts';
import { arrive, settle, unwanted, type Arrived } from '#hub/objects/arrivals.ts';
import { abandon, removeAtOnce } from '#hub/objects/departures.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './changes-sql.ts';
import { quoteToChange } from './drafts.ts';
import { issueQuote } from './issue.ts';
import { paperForMember } from './paper/print.ts';

export type Sending = {
	quoteId: string;
	/** `none`: she is told otherwise. */
	channel: Channel | 'none';
	/** Plain text; may be empty. */
	message: string;
	/** D2: a double tap or a retry sends once. */
	key: string;
	/** Of a draft, the version that was looked at; null: it was issued before. */
	version: number | null;
};

type Message = Omit<Sending, 'channel' | 'version'> & { channel: Channel; paper: 'quote' | 'invoice' };

const LIMIT = 20 * 1024 * 1024;

/**
 * Issues a draft as `issueQuote` does, and sends it: nothing is issued when the customer cannot be reached in that way. Throws
 * `invalid` on `channel`, and as `issueQuote`.
 */
export async function sendQuote(instance: Instance, actor: Member, it: Sending): Promise<void> {
	const { channel, quoteId, message, key } = it;
	const paper = await asMember(instance.database, actor, async (tx) => {
		const quote = await quoteToChange(tx, actor, quoteId);
		if (channel !== 'none') await mustReach(tx, quote.customerId, channel);
		if (it.version !== null) await issueQuote(tx, actor, quoteId, it.version);
		else if (quote.status === 'draft') throw conflict('This is a draft. It gets its number first.');
		else if (quote.status === 'sent' && (await sql.hasLapsed(tx, quoteId)))
			throw conflict('The day until which it is valid has passed. Duplicate it to offer it anew.');
		return quote.invoiceNumber === null ? ('quote' as const) : ('invoice' as const);
	});
	if (channel !== 'none') await sendPaper(instance, actor, { quoteId, paper, channel, message, key });
}

async function mustReach(tx: Tx, customerId: string, channel: Channel): Promise<void> {
	const { choices } = await channelsFor(tx, customerId);
	const choice = choices.find((one) => one.channel === channel);
	if (!choice) throw invalid({ channel: 'There is no way to reach this customer yet.' });
	if (choice.obstacle) throw invalid({ channel: `${choice.obstacle} Choose another way.` });
}

/**
 * Sends what was issued to its customer, as a message of its case with the PDF, in the brand and the thread of all that is said
 * there. Without a case one is opened.
 */
async function sendPaper(instance: Instance, actor: Member, it: Message): Promise<void> {
	const inquiryId = await asMember(instance.database, actor, (tx) => ready(tx, actor, it));
	const { bytes, name } = await paperForMember(instance, actor, it.paper, it.quoteId);
	const object = await arrive(instance, {
		orgId: actor.orgId,
		begin: (work) => asMember(instance.database, actor, work),
		source: Readable.from([bytes]),
		limit: LIMIT
	});
	try {
		const unused = await asMember(instance.database, actor, (tx) =>
			say(instance, tx, actor, it, inquiryId, { object, name })
		);
		await removeAtOnce(instance, actor.orgId, unused);
	} catch (cause) {
		await abandon(instance, actor.orgId, object.key);
		throw cause;
	}
}

/** The case in which it is sent. */
async function ready(tx: Tx, actor: Member, it: Message): Promise<string> {
	const quote = await quoteToChange(tx, actor, it.quoteId);
	if (quote.inquiryId) return quote.inquiryId;
	const opened = await newCase(tx, actor, {
		customerId: quote.customerId,
		subject: quote.title,
		key: it.key
	});
	await sql.putInCase(tx, quote.id, opened);
	return opened;
}

/** Keys of objects that are not needed after all: the message was sent before. */
async function say(
	instance: Instance,
	tx: Tx,
	actor: Member,
	it: Message,
	inquiryId: string,
	{ object, name }: { object: Arrived; name: string }
): Promise<string[]> {
	await caseToAnswer(tx, inquiryId);
	if (await messageByKey(tx, inquiryId, it.key)) {
		await unwanted(tx, object);
		return [object.key];
	}
	const messageId = await sendMessage(instance, tx, actor, {
		inquiryId,
		channel: it.channel,
		body: it.message,
		key: it.key,
		attachments: [
			{
				objectKey: object.key,
				name,
				contentType: 'application/pdf',
				size: object.size,
				sha256: object.sha256
			}
		]
	});
	await settle(tx, object);
	await sql.insertQuoteEvent(tx, it.quoteId, 'told', actor.memberId, {
		channel: it.channel,
		paper: it.paper,
		message: messageId
	});
	return [];
}
