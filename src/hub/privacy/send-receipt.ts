import { z } from 'zod';
import { writeLetter } from '#hub/branding/mail/letter.ts';
import { findWayOut, openWayOut } from '#hub/channels/way-out.ts';
import { notFound } from '#hub/errors.ts';
import { brandForMail } from '#hub/messages/email-brand.ts';
import { organizationMail } from '#hub/messages/email-sql.ts';
import { asWorker, type Member } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { languageOf } from '#hub/texts/language.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { MailDelayed, MailRefused } from '#platform/mail/mailer.ts';
import { mustDecide } from './deciding.ts';
import * as sql from './erasure-sql.ts';
import { openRecipient, type Recipient } from './recipient.ts';
import { signReceipt, subjectOf, type SignedReceipt } from './receipt.ts';

/** Whether mail of the organization may leave: otherwise nobody's address is kept for a receipt. */
export const canSend = async (
	{ config }: Pick<Instance, 'config'>,
	tx: Tx,
	orgId: string
): Promise<boolean> => config.smtpUrl !== null || sql.hasServer(tx, orgId);

/** In the transaction in which an erasure is finished: signs its receipt. A job then sends it, or the owner takes it. */
export async function writeReceipt(
	{ config, secrets }: Pick<Instance, 'config' | 'secrets'>,
	tx: Tx,
	orgId: string,
	id: string,
	it: sql.Unfinished & { finishedAt: Date }
): Promise<void> {
	const waiting = await sql.waitingReceipt(tx, orgId, id);
	if (!waiting) return;
	const email = waiting.sealed && openRecipient(secrets, orgId, id, waiting.sealed).email;
	const { kept_invoices: kept = 0, ...rows } = it.counts;
	const receipt = signReceipt(secrets, {
		format: 'customer-hub-erasure-receipt',
		version: 1,
		id,
		organization: it.organization,
		instance: config.origin,
		requestedAt: it.requestedAt?.toISOString() ?? null,
		erasedAt: it.erasedAt.toISOString(),
		finishedAt: it.finishedAt.toISOString(),
		rows: Object.fromEntries(Object.entries(rows).filter(([, count]) => count > 0)),
		files: it.files,
		bytes: it.bytes,
		kept,
		subject: subjectOf(email)
	});
	await sql.keepReceipt(tx, orgId, id, JSON.stringify(receipt, null, 2));
}

const payloadSchema = z.object({ orgId: z.uuid(), erasureId: z.uuid() });

/**
 * Job `send_erasure_receipt`: mails the receipt to the customer's address, once, and forgets both. When that address is refused, or
 * no server is there any more, the address is forgotten and the receipt waits for the owner. A delay is thrown on, so that the
 * queue tries again.
 */
export async function sendReceiptTask(
	instance: Pick<Instance, 'config' | 'database' | 'secrets' | 'storage'>,
	payload: unknown
): Promise<void> {
	const { orgId, erasureId } = payloadSchema.parse(payload);
	const inTurn = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	const waiting = await inTurn((tx) => sql.waitingReceipt(tx, orgId, erasureId));
	if (!waiting?.sealed || !waiting.receipt) return;
	const recipient = openRecipient(instance.secrets, orgId, erasureId, waiting.sealed);
	const messageId = newMessageId(instance, erasureId);
	const outcome = await send(instance, { orgId, messageId, receipt: waiting.receipt }, recipient);
	// Without the server's words, which may hold the address: this goes to the log and to the job.
	if (outcome === 'delayed') throw new Error('The receipt could not leave yet; it is tried again later.');
	await inTurn((tx) => (outcome === 'sent' ? sql.forgetReceipt : sql.forgetRecipient)(tx, orgId, erasureId));
}

async function send(
	instance: Pick<Instance, 'config' | 'database' | 'secrets' | 'storage'>,
	{ orgId, messageId, receipt }: { orgId: string; messageId: string; receipt: string },
	{ email, locale }: Recipient
): Promise<'sent' | 'refused' | 'delayed'> {
	const { organization, way } = await asWorker(instance.database, orgId, async (tx) => {
		const organization = await organizationMail(tx);
		return { organization, way: await findWayOut(instance, tx, orgId, organization.name) };
	});
	if (!way) return 'refused';
	const language = languageOf(locale, organization.locale);
	const texts = language.texts.deletionMail;
	const business = organization.name;
	const { erasedAt } = JSON.parse(receipt) as SignedReceipt;
	const { timeZone } = organization;
	const day = new Intl.DateTimeFormat(language.tag, { dateStyle: 'long', timeZone }).format(
		new Date(erasedAt)
	);
	const { brand, logo } = await brandForMail(instance, organization);
	const letter = writeLetter({
		brand,
		language,
		body: [
			texts.done({ business, day }),
			texts.receipt({ page: `${instance.config.origin}/verify-receipt` }),
			texts.once
		].join('\n\n'),
		signature: '',
		portalLink: null,
		reference: null
	});
	const mailer = await openWayOut(instance, way);
	try {
		await mailer.send({
			...letter,
			from: way.from,
			to: email,
			subject: texts.subject({ business }),
			messageId,
			files: [
				...logo,
				{ name: 'erasure-receipt.json', contentType: 'application/json', content: Buffer.from(receipt) }
			],
			headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
		});
		return 'sent';
	} catch (cause) {
		if (cause instanceof MailRefused) return 'refused';
		if (cause instanceof MailDelayed) return 'delayed';
		throw cause;
	} finally {
		mailer.close();
	}
}

/** The owner downloads it, once; a mail to the customer that still waits leaves all the same. Throws forbidden, not found. */
export async function takeReceipt(tx: Tx, actor: Member, erasureId: string): Promise<string> {
	mustDecide(actor);
	const receipt = isUuid(erasureId) ? await sql.takeReceipt(tx, erasureId) : null;
	if (receipt === null) throw notFound('This receipt');
	return receipt;
}
