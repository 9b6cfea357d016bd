import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { conflict, invalid } from '#hub/errors.ts';
import { newCase } from '#hub/inquiries/open.ts';
import { channelsFor } from '#hub/messages/channels.ts';
import { sendMessage } from '#hub/messages/send.ts';
import { messageByKey } from '#hub/messages/sql.ts';
import type { Channel } from '#hub/messages/types.ts';
import { receive, type Arrived } from '#hub/objects/arrivals.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './changes-sql.ts';
import { quoteToChange } from './drafts.ts';
import { issueQuote, whoOf } from './issue.ts';
import type { PaperData } from './paper/data.ts';
import { printForMember } from './paper/print.ts';
import { paperData } from './paper/sql.ts';

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
	/** Of what was issued before, the newest event that was looked at; null: of a draft. */
	seen: string | null;
};

type Message = Sending & { channel: Channel };

/** What goes to the customer. */
type Issued = { kind: 'quote' | 'invoice'; data: PaperData };

const LIMIT = 20 * 1024 * 1024;

/** Each time somebody else's quote took the number that this one was printed with, it is printed anew. */
const TRIES = 8;

/**
 * Issues a draft as `issueQuote` does, and sends it: either all of it happens or, when it throws, nothing. Throws `invalid` on
 * `channel` when the customer cannot be reached in that way, as `issueQuote`, and as `printForMember`.
 */
export async function sendQuote(instance: Instance, actor: Member, it: Sending): Promise<void> {
	const { channel } = it;
	if (channel === 'none') {
		await asMember(instance.database, actor, (tx) => issue(tx, actor, it));
		return;
	}
	for (let tried = 0; tried < TRIES; tried++)
		if (await sendPaper(instance, actor, { ...it, channel })) return;
	throw conflict('Many quotes are being sent at this moment, so this one was not. Please send it again.');
}

/** Issues what is still a draft. null: this very message was sent before. */
async function issue(tx: Tx, actor: Member, it: Sending): Promise<Issued['kind'] | null> {
	const { channel, quoteId, version, key } = it;
	const quote = await quoteToChange(tx, actor, quoteId);
	if (quote.inquiryId && (await messageByKey(tx, quote.inquiryId, key))) return null;
	if (channel !== 'none') await mustReach(tx, quote.customerId, channel);
	if (version !== null) await issueQuote(tx, actor, quoteId, { version, key });
	else await mustBeAsSeen(tx, actor, quote, it.seen);
	return quote.invoiceNumber === null ? 'quote' : 'invoice';
}

/** What was issued before goes out once more only to who looked at it as it is now: of two at once, the second learns of the first. */
async function mustBeAsSeen(tx: Tx, actor: Member, quote: sql.Standing, seen: string | null): Promise<void> {
	if (quote.status === 'draft') throw conflict('This is a draft. It gets its number first.');
	const newest = await sql.newestEvent(tx, quote.id);
	if (newest && newest.id !== seen)
		throw conflict(
			newest.kind === 'told'
				? `${whoOf(actor, newest)} sent it meanwhile, so it was not sent again.`
				: 'This changed meanwhile, so it was not sent again. Look at it, then send it.'
		);
	if (quote.status === 'sent' && (await sql.hasLapsed(tx, quote.id)))
		throw conflict('The day until which it is valid has passed. Duplicate it to offer it anew.');
}

async function mustReach(tx: Tx, customerId: string, channel: Channel): Promise<void> {
	const { choices } = await channelsFor(tx, customerId);
	const choice = choices.find((one) => one.channel === channel);
	if (!choice) throw invalid({ channel: 'There is no way to reach this customer yet.' });
	if (choice.obstacle) throw invalid({ channel: `${choice.obstacle} Choose another way.` });
}

/** Ends a transaction of which nothing is to stay. */
class Undone extends Error {}

/** What will be printed, number and all, as if it were issued now; which is undone. null: this very message was sent before. */
async function foresee(instance: Instance, actor: Member, it: Message): Promise<Issued | null> {
	let issued: Issued | null = null;
	await asMember(instance.database, actor, async (tx) => {
		issued = await issueForPaper(tx, actor, it);
		throw new Undone();
	}).catch((cause: unknown) => {
		if (!(cause instanceof Undone)) throw cause;
	});
	return issued;
}

async function issueForPaper(tx: Tx, actor: Member, it: Message): Promise<Issued | null> {
	const kind = await issue(tx, actor, it);
	const data = kind && (await paperData(tx, { quoteId: it.quoteId, paymentId: null }));
	return kind && data && { kind, data };
}

/**
 * Prints the paper before there is a number on it, so that what cannot be printed is not issued either; then issues it and writes
 * the message in one transaction. false: the paper was printed in vain, since something on it changed meanwhile.
 */
async function sendPaper(instance: Instance, actor: Member, it: Message): Promise<boolean> {
	const foreseen = await foresee(instance, actor, it);
	if (!foreseen) return true;
	const { bytes, name } = await printForMember(instance, actor, foreseen.kind, foreseen.data);
	const arrival = {
		orgId: actor.orgId,
		begin: <T>(work: (tx: Tx) => Promise<T>) => asMember(instance.database, actor, work),
		source: Readable.from([bytes]),
		limit: LIMIT
	};
	try {
		await receive(instance, arrival, async (tx, object) => {
			const issued = await issueForPaper(tx, actor, it);
			if (!isDeepStrictEqual(issued, foreseen)) throw new Undone();
			await say(instance, tx, actor, it, { object, name, paper: foreseen.kind });
		});
		return true;
	} catch (cause) {
		if (cause instanceof Undone) return false;
		throw cause;
	}
}

/** A message of its case with the PDF, in the brand and the thread of all that is said there. Without a case one is opened. */
async function say(
	instance: Instance,
	tx: Tx,
	actor: Member,
	it: Message,
	{ object, name, paper }: { object: Arrived; name: string; paper: Issued['kind'] }
): Promise<void> {
	const message = await sendMessage(instance, tx, actor, {
		inquiryId: await caseOf(tx, actor, it),
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
	await sql.insertQuoteEvent(tx, it.quoteId, 'told', actor.memberId, {
		channel: it.channel,
		paper,
		message
	});
}

/** The case in which it is sent. */
async function caseOf(tx: Tx, actor: Member, it: Message): Promise<string> {
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
