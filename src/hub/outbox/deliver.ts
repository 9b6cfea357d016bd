import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { MailDelayed, MailRefused, openMailer, type Mail, type Mailer } from '#platform/mail/mailer.ts';
import { OutsideRefused } from '#platform/outside.ts';
import { MOST_ATTEMPTS, SentByAnother } from './attempts.ts';
import { openLink, sender } from './links.ts';
import { LINK } from './mails.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'config' | 'database' | 'secrets'>;

const payloadSchema = z.object({ mail: z.uuid() });

/** The link to a customer's portal from its sealed token; it lies with the customers, above this domain. */
export type OpenPortal = (owner: { orgId: string; customerId: string }, sealed: Buffer) => string;

/** The address that stands for the mail's link as it leaves; null: that opens nothing any more. */
function linkOf(hub: Hub, mail: sql.Waiting, openPortal: OpenPortal): string | null {
	if (mail.path !== null) return hub.config.origin + mail.path;
	if (!mail.sealed) return null;
	if (mail.kind === 'password' || mail.kind === 'invitation') return openLink(hub, mail.kind, mail.sealed);
	const { orgId, customerId } = mail;
	return orgId && customerId ? openPortal({ orgId, customerId }, mail.sealed) : null;
}

/** What customers get: as the business, over its own server. It lies above this domain, with what it needs to know. */
export type Dressed = Pick<Mail, 'from' | 'text' | 'html' | 'files'> & { open: () => Promise<Mailer> };
/** null: there is no server to send it over. `text` is as it was queued, with LINK in it. */
export type Dress = (
	to: { orgId: string; customerId: string },
	text: string,
	link: string
) => Promise<Dressed | null>;
export type Helpers = { openPortal: OpenPortal; dress: Dress };

/** Mail that the instance itself sends, about accounts, teams and to members. */
function plain(hub: Hub, mail: sql.Waiting, link: string): Dressed | null {
	const { smtpUrl } = hub.config;
	if (!smtpUrl) return null;
	const html = mail.html?.replaceAll(LINK, link) ?? null;
	const open = () => Promise.resolve(openMailer(smtpUrl));
	return { from: sender(hub), text: mail.text.replaceAll(LINK, link), html, open };
}

/**
 * Job `deliver_mail`: hands one waiting mail to the instance's SMTP server, one to a customer to the business's own where it has
 * one. Without any it goes on waiting, shown at /settings/outbox. A delay is thrown on, so that the queue tries again later; a
 * mail whose link is dead never leaves. `job` is the queue's own id: two jobs never send one mail at the same time.
 */
export async function deliverMail(
	hub: Hub,
	payload: unknown,
	{ openPortal, dress }: Helpers,
	job = ''
): Promise<void> {
	const { mail: id } = payloadSchema.parse(payload);
	const mail = await asWorker(hub.database, null, (tx) => sql.mailToDeliver(tx, id));
	if (!mail) return;
	const record = (outcome: 'sent' | 'failed' | 'queued', error: string | null) =>
		asWorker(hub.database, null, (tx) => sql.recordDelivery(tx, id, outcome, error));
	const link = linkOf(hub, mail, openPortal);
	const { orgId, customerId } = mail;
	const dressed =
		link !== null && orgId && customerId
			? await dress({ orgId, customerId }, mail.text, link)
			: plain(hub, mail, link ?? '');
	if (!dressed) return;
	if (link === null)
		return record(
			'failed',
			'Its link was used, withdrawn, switched off or expired before the mail could leave.'
		);
	if (!(await asWorker(hub.database, null, (tx) => sql.beginAttempt(tx, id, job)))) throw new SentByAnother();
	const { outcome, error } = await sendOnce(mail, dressed);
	await record(outcome, error);
	if (outcome !== 'queued') return;
	// Whoever it names may have been erased meanwhile: then there is nothing to try again.
	if (!(await asWorker(hub.database, null, (tx) => sql.mailToDeliver(tx, id)))) return;
	// Without the reason, which may name a person: this goes to the log.
	throw new Error('The mail could not leave yet; it is tried again later.');
}

type Sent = { outcome: 'sent' | 'failed' | 'queued'; error: string | null };

async function sendOnce(mail: sql.Waiting, { open, ...written }: Dressed): Promise<Sent> {
	try {
		const mailer = await open();
		await mailer
			.send({
				...written,
				to: mail.recipient,
				subject: mail.subject,
				messageId: mail.messageId,
				headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
			})
			.finally(() => mailer.close());
		return { outcome: 'sent', error: null };
	} catch (cause) {
		if (cause instanceof MailRefused) return { outcome: 'failed', error: cause.message };
		if (!(cause instanceof MailDelayed || cause instanceof OutsideRefused)) throw cause;
		return { outcome: mail.tried + 1 >= MOST_ATTEMPTS ? 'failed' : 'queued', error: cause.message };
	}
}

/** For a worker that starts with an SMTP server: what waited while there was none gets its job again. How many. */
export async function deliverWaiting(hub: Hub): Promise<number> {
	if (!hub.config.smtpUrl) return 0;
	return asWorker(hub.database, null, async (tx) => {
		const waiting = await sql.waitingMails(tx);
		for (const id of waiting) await sql.enqueueDelivery(tx, id);
		return waiting.length;
	});
}
