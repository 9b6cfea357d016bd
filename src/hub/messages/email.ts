import { findWayOut, NO_WAY_OUT, openWayOut, recordWayOut, type WayOut } from '#hub/channels/way-out.ts';
import { caseNumber } from '#hub/inquiries/case-number.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { languageOf } from '#hub/texts/language.ts';
import type { Instance } from '#platform/instance.ts';
import { MailDelayed, MailRefused, type Mail, type MailFile } from '#platform/mail/mailer.ts';
import { OutsideRefused } from '#platform/outside.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { hasChannel } from '#hub/channels/read.ts';
import { brandForMail, portalLinkNow, signatureOf } from './email-brand.ts';
import { earlierMails, keepSentMail, mailBasis, type MailBasis } from './email-sql.ts';
import { threading, type Threading } from './email-thread.ts';
import type { Delivery, Deliverer } from './deliver.ts';
import { replyAddress } from './reply-address.ts';
import type { Outgoing } from './sql.ts';
import { writeLetter } from '#hub/branding/mail/letter.ts';

const GONE: Delivery = { state: 'failed', failure: 'The message is not there any more.' };
/** Mails of a case that are looked at for its thread. */
const LOOKED_AT = 40;

type Prepared = { basis: MailBasis; way: WayOut; thread: Threading; replyTo: string | null };

/**
 * W5: a message as a mail, from the organization's own server or the instance's. It is written when it leaves: the portal's
 * link is in it only while the portal is on (S21), and no row keeps it (D4).
 */
export const email: Deliverer = async (instance, orgId, message) => {
	try {
		return await deliver(instance, orgId, message);
	} catch (cause) {
		if (!isStorageError(cause, 'StorageUnavailable')) throw cause;
		return { state: 'delayed', reason: 'Files cannot be reached at the moment.' };
	}
};

const deliver: Deliverer = async (instance, orgId, message) => {
	const prepared = await prepare(instance, orgId, message);
	if ('state' in prepared) return prepared;
	const { basis, way, thread } = prepared;
	const { customer } = basis;
	if (!customer?.email)
		return { state: 'failed', failure: 'The customer has no email address. Add one, then try again.' };
	const gone = await missingFile(instance, message);
	if (gone) return { state: 'failed', failure: `The file ${gone} is not there any more.` };
	const to = { name: customer.name, address: customer.email };
	const { from } = way;
	const kept = await asWorker(instance.database, orgId, (tx) =>
		keepSentMail(tx, {
			orgId,
			messageId: message.id,
			fromName: from.name,
			fromAddress: from.address,
			to,
			...thread
		})
	);
	if (!kept) return GONE;
	const mail = await write(instance, orgId, message, prepared);
	return send(instance, orgId, way, { ...mail, to, from });
};

async function prepare(instance: Instance, orgId: string, message: Outgoing): Promise<Prepared | Delivery> {
	try {
		return await asWorker(instance.database, orgId, async (tx): Promise<Prepared | Delivery> => {
			const basis = await mailBasis(tx, message.id);
			if (!basis) return GONE;
			const way = await findWayOut(instance, tx, orgId, basis.organization.name);
			if (!way) return { state: 'waiting', reason: NO_WAY_OUT };
			const earlier = await earlierMails(tx, message.id, LOOKED_AT);
			const thread = threading(earlier, { caseSubject: basis.inquiry.subject, replyTo: message.replyTo });
			const ownMailbox = way.own !== null && (await hasChannel(tx, 'imap'));
			return { basis, way, thread, replyTo: answersTo(instance, orgId, message, basis, ownMailbox) };
		});
	} catch (cause) {
		if (!isUnsealable(cause)) throw cause;
		return {
			state: 'waiting',
			reason: 'Waiting: the mail server’s settings cannot be read and must be typed again.'
		};
	}
}

/**
 * Where answers are to go: to the case's own signed address where the instance takes mail in, to the address that the mail
 * comes from where somebody reads that mailbox, else to people.
 */
function answersTo(
	{ config, secrets }: Instance,
	orgId: string,
	{ inquiryId }: Outgoing,
	{ organization }: MailBasis,
	ownMailbox: boolean
): string | null {
	if (ownMailbox) return null;
	if (config.mailWebhookSecret) return replyAddress(secrets, organization.inboundAddress, orgId, inquiryId);
	return config.imapUrl ? null : organization.contactEmail;
}

async function write(
	instance: Instance,
	orgId: string,
	message: Outgoing,
	{ basis: { organization, customer, inquiry, author }, thread, replyTo }: Prepared
): Promise<Omit<Mail, 'from' | 'to'>> {
	const { brand, logo } = await brandForMail(instance, organization);
	const letter = writeLetter({
		brand,
		language: languageOf(customer?.locale ?? null, organization.locale),
		body: message.body,
		signature: signatureOf(organization, author),
		portalLink: customer && portalLinkNow(instance, orgId, organization, customer),
		reference: organization.showReference ? caseNumber(inquiry.prefix, inquiry.number) : null
	});
	if (!message.messageId) throw new Error('a mail has its Message-ID from the moment it is written');
	return {
		...letter,
		...thread,
		messageId: message.messageId,
		replyTo,
		files: [...logo, ...message.attachments.map((file) => attached(instance, file))],
		// What people write to each other is not automatic (RFC 3834): it says nothing about itself.
		headers: {}
	};
}

const attached = (
	{ storage }: Instance,
	{ name, contentType, objectKey }: Outgoing['attachments'][0]
): MailFile => ({
	name,
	contentType,
	content: async function* () {
		const found = await storage.get(objectKey);
		if (!found) throw new Error('an attachment went while its mail was on the way');
		yield* found.stream as AsyncIterable<Uint8Array>;
	}
});

/** The name of an attachment whose bytes are gone; null: all are there. */
async function missingFile({ storage }: Instance, { attachments }: Outgoing): Promise<string | null> {
	for (const { objectKey, name } of attachments) if (!(await storage.stat(objectKey))) return name;
	return null;
}

/** One attempt; what came of it is data. Anything that is no failure of mail is thrown on. */
export async function send(instance: Instance, orgId: string, way: WayOut, mail: Mail): Promise<Delivery> {
	try {
		const mailer = await openWayOut(instance, way);
		try {
			await mailer.send(mail);
		} finally {
			mailer.close();
		}
	} catch (cause) {
		if (cause instanceof MailRefused) return { state: 'failed', failure: cause.message };
		if (!(cause instanceof MailDelayed || cause instanceof OutsideRefused)) throw cause;
		if (cause instanceof OutsideRefused || cause.ofServer)
			await recordWayOut(instance, orgId, way, cause.message);
		return { state: 'delayed', reason: cause.message };
	}
	await recordWayOut(instance, orgId, way, null);
	return { state: 'sent' };
}
