import { addNewcomer } from '#hub/customers/arriving.ts';
import { asMail } from '#hub/customers/arriving-details.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { customersByContact, normalizeEmail, oneAdditionAtATime } from '#hub/customers/sql.ts';
import { openInquiry, repliedCase } from '#hub/inquiries/open.ts';
import { settle } from '#hub/objects/arrivals.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import type { MailFile, ReadMail } from '#platform/mail/reading/read-mail.ts';
import { portalLinks } from './portal-links.ts';
import { PREFIXES } from './email-thread.ts';
import { againWhenGone, isFault } from './faults.ts';
import { dropBytes, keepBytes, type ArrivedFiles } from './mail-files.ts';
import { mailIdentity } from './mail-identity.ts';
import * as sql from './mail-in-sql.ts';
import { receiveMessage } from './receive.ts';
import { readReplyAddress, withoutTag } from './reply-address.ts';
import { recordState } from './state.ts';

/** A mail as a server hands it over. */
export type IncomingMail = {
	/** Raw, as RFC 5322 has it. */
	raw: Uint8Array;
	/** Whom the envelope was for; null: a mailbox does not say. */
	recipient: string | null;
	/** When a server took it; null: now. */
	receivedAt: Date | null;
};

/** What became of a mail. `known`: it was kept before; `noted`: it reported on a mail of ours. */
export type Reception =
	{ outcome: 'kept'; inquiryId: string; messageId: string } | { outcome: 'known' | 'noted' };

/** The organization that gets mail at an address, its tag aside; null: nobody. */
export async function organizationAt(
	hub: Pick<Instance, 'database'>,
	address: string
): Promise<string | null> {
	// No address has it, and the database cannot be asked for it.
	if (address.includes('\0')) return null;
	return asWorker(hub.database, null, (tx) => sql.mailRecipient(tx, withoutTag(address)));
}

/**
 * Keeps one mail, once, with its files: in the case that it answers, else in a new one (W5). It answers a case by its signed
 * reply address or by naming a mail of ours, and only when it comes from the case's customer. What cannot be read is kept
 * whole. Resolves after the commit; throws what database and storage throw, and ReaderClosed: nothing is then kept.
 */
export async function receiveMail(
	instance: Instance,
	orgId: string,
	incoming: IncomingMail
): Promise<Reception> {
	const mail = await read(instance, incoming.raw);
	const identity = mailIdentity(instance, orgId, mail, incoming.raw);
	if (await asWorker(instance.database, orgId, (tx) => sql.wasSeen(tx, identity)))
		return { outcome: 'known' };
	try {
		return await againWhenGone(() => keepOnce(instance, orgId, incoming, mail, identity.hash));
	} catch (cause) {
		// A mail that trips us up is kept whole as well: it would trip us up again.
		if (mail === null || !isFault(cause)) throw cause;
		instance.log.error('A mail could not be taken apart and is kept whole.', { error: cause });
		return keepOnce(instance, orgId, incoming, null, identity.hash);
	}
}

async function keepOnce(
	instance: Instance,
	orgId: string,
	incoming: IncomingMail,
	mail: ReadMail | null,
	seen: Buffer
): Promise<Reception> {
	const files = mail ? filesOf(mail) : [await wholeMail(instance, incoming.raw)];
	const arrived = await keepBytes(instance, orgId, files);
	try {
		const reception = await asWorker(instance.database, orgId, (tx) =>
			keep(instance, tx, orgId, incoming, mail, seen, arrived)
		);
		if (reception.outcome !== 'kept') await dropBytes(instance, arrived);
		return reception;
	} catch (cause) {
		await dropBytes(instance, arrived);
		throw cause;
	}
}

async function read(instance: Instance, raw: Uint8Array): Promise<ReadMail | null> {
	const { mailAuthenticationServer } = instance.config;
	try {
		return await instance.mailReader.read(raw, {
			links: portalLinks(instance),
			authenticationServer: mailAuthenticationServer
		});
	} catch (cause) {
		if (!(cause instanceof Error && cause.name === 'UnreadableMail')) throw cause;
		instance.log.warn('A mail could not be read and is kept whole.', { reason: cause.message });
		return null;
	}
}

const withoutId = (name: string, type: string, content: Uint8Array): MailFile => ({
	name,
	type,
	contentId: null,
	content
});

/** With all of its text as a file when that is longer than a message may be. */
const filesOf = ({ files, whole, html }: ReadMail): MailFile[] =>
	whole === null
		? files
		: [...files, withoutId(html ? 'message.html' : 'message.txt', 'text/plain', Buffer.from(whole))];

const wholeMail = async (instance: Instance, raw: Uint8Array) =>
	withoutId('message.eml', 'message/rfc822', await instance.mailReader.hide(raw, portalLinks(instance)));

async function keep(
	instance: Instance,
	tx: Tx,
	orgId: string,
	incoming: IncomingMail,
	mail: ReadMail | null,
	seen: Buffer,
	arrived: ArrivedFiles
): Promise<Reception> {
	if (!(await sql.markSeen(tx, orgId, seen))) return { outcome: 'known' };
	if (mail?.report && (await noteReport(tx, mail.report, seen))) return { outcome: 'noted' };
	// A copy of what we sent ourselves, such as one that its sender gets.
	const [ours] = mail?.messageId ? await sql.ownMails(tx, [mail.messageId]) : [];
	if (ours) {
		await sql.alsoSeen(tx, ours.id, seen);
		return { outcome: 'known' };
	}
	const messageId = mail?.messageId && !(await sql.isTaken(tx, mail.messageId)) ? mail.messageId : null;
	const place = await placeOf(instance, tx, orgId, incoming, mail);
	for (const { object } of arrived.files) await settle(tx, object);
	const { leftOut } = arrived;
	const id = await receiveMessage(tx, {
		orgId,
		...place,
		channel: 'email',
		body: mail ? bodyOf(mail) : 'This mail could not be read. It is kept whole, as the file.',
		writtenAt: incoming.receivedAt,
		messageId,
		automatic: mail?.automatic != null,
		unverified: !mail?.vouched,
		details: {
			...(mail?.automatic && { automatic: mail.automatic }),
			...(!mail && { unreadable: true }),
			...(leftOut.length && { leftOut })
		},
		seen,
		attachments: arrived.files.map(({ attachment }) => attachment)
	});
	if (!id) throw new Error('a Message-ID that was not seen is there already');
	if (mail) {
		await keepHeaders(tx, orgId, id, mail);
		if (place.isNew && mail.automatic)
			await sql.standQuietly(tx, place.inquiryId, bodyOf(mail), mail.automatic !== 'generated');
	}
	return { outcome: 'kept', inquiryId: place.inquiryId, messageId: id };
}

/** What stands in the bubble: for a mail that only repeats another one, that. */
const bodyOf = ({ body, quoted, signature }: ReadMail) => body || (quoted || signature).slice(0, 100_000);

/** true: the report was about a mail of ours. One that is late may still arrive: that is nobody's news yet. */
async function noteReport(
	tx: Tx,
	{ originalMessageId, ...report }: NonNullable<ReadMail['report']>,
	seen: Buffer
): Promise<boolean> {
	const [ours] = originalMessageId ? await sql.ownMails(tx, [originalMessageId]) : [];
	if (!ours) return false;
	await sql.alsoSeen(tx, ours.id, seen);
	const { action, recipient, diagnostic, status } = report;
	if (action === 'failed') {
		const why = diagnostic ?? status;
		await recordState(
			tx,
			ours.id,
			'failed',
			`The mail came back${recipient ? ` from ${recipient}` : ''}${why ? `: ${why}` : '.'}`
		);
	}
	if (action === 'delivered') await recordState(tx, ours.id, 'delivered');
	return true;
}

type Place = { inquiryId: string; customerId: string | null; isNew: boolean };

/** The case that a mail belongs to, made when need be. */
async function placeOf(
	instance: Instance,
	tx: Tx,
	orgId: string,
	{ recipient }: IncomingMail,
	mail: ReadMail | null
): Promise<Place> {
	// So that two first mails of one person make one customer of her.
	await oneAdditionAtATime(tx, orgId);
	const sender = normalizeEmail(asMail(mail?.from?.address ?? null));
	const known = sender ? (await customersByContact(tx, [sender], [])).map(({ id }) => id) : [];
	let previousId: string | null = null;
	let customerId = known[0] ?? null;
	for (const named of mail && known.length ? await casesNamed(instance, tx, orgId, recipient, mail) : []) {
		for (const candidate of known) {
			const { inquiryId, continues } = await repliedCase(tx, named, candidate);
			// A machine's mail opens nothing anew, however long ago the case was closed.
			const place = inquiryId ?? (mail?.automatic ? continues : null);
			if (place) return { inquiryId: place, customerId: candidate, isNew: false };
			if (continues && !previousId) [previousId, customerId] = [continues, candidate];
		}
	}
	customerId ??= await newcomer(instance, tx, orgId, mail);
	const { id } = await openInquiry(tx, {
		orgId,
		customerId,
		subject: (mail?.subject ?? '').replace(PREFIXES, ''),
		fallback: mail ? 'Mail without a subject' : 'Mail that could not be read',
		source: 'email',
		memberId: null,
		previousId
	});
	return { inquiryId: id, customerId, isNew: true };
}

/** Cases that a mail says it answers: by a reply address, then by our own mails, the one it answers before older ones. */
async function casesNamed(
	{ secrets }: Instance,
	tx: Tx,
	orgId: string,
	recipient: string | null,
	{ deliveredTo, to, cc, inReplyTo, references }: ReadMail
): Promise<string[]> {
	const addresses = [recipient ?? '', ...deliveredTo, ...to.concat(cc).map(({ address }) => address)];
	const byAddress = addresses.flatMap((address) => readReplyAddress(secrets, orgId, address) ?? []);
	const ours = await sql.ownMails(tx, [...new Set([...inReplyTo, ...references.toReversed()])]);
	return [...new Set([...byAddress, ...ours.map(({ inquiryId }) => inquiryId)])];
}

/** A new customer for whoever wrote; null: a machine did, whom nobody would answer, or it cannot be said who. */
async function newcomer(
	{ secrets }: Instance,
	tx: Tx,
	orgId: string,
	mail: ReadMail | null
): Promise<string | null> {
	const from = mail?.from;
	if (!mail || !from || (mail.automatic && mail.automatic !== 'generated')) return null;
	const key = secrets.derive(PORTAL_TOKEN_PURPOSE);
	return addNewcomer(tx, orgId, { name: from.name, email: from.address, phone: null }, key);
}

function keepHeaders(tx: Tx, orgId: string, messageId: string, mail: ReadMail): Promise<void> {
	const sender = mail.from ?? mail.firstFrom;
	return sql.insertMail(tx, {
		orgId,
		messageId,
		fromName: sender?.name || null,
		fromAddress: sender?.address ?? null,
		to: mail.to,
		cc: mail.cc,
		subject: mail.subject,
		date: mail.date,
		html: mail.html,
		quoted: (mail.body && mail.quoted) || null,
		signature: (mail.body && mail.signature) || null,
		inReplyTo: mail.inReplyTo[0] ?? null,
		references: mail.references
	});
}
