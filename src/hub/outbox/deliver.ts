import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { MailDelayed, MailRefused, openMailer, type Mailer } from '#platform/mail/mailer.ts';
import { openLink, sender } from './links.ts';
import { LINK } from './mails.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'config' | 'database' | 'secrets'>;

/** About three days of growing pauses, as the job queue makes them. */
const MOST_ATTEMPTS = 25;

const mailers = new Map<string, Mailer>();

function mailerFor(url: string): Mailer {
	const open = mailers.get(url) ?? openMailer(url);
	mailers.set(url, open);
	return open;
}

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

/**
 * Job `deliver_mail`: hands one waiting mail to the instance's SMTP server. Without one it goes on waiting, shown at
 * /settings/outbox. A delay is thrown on, so that the queue tries again later; a mail whose link is dead never leaves.
 */
export async function deliverMail(hub: Hub, payload: unknown, openPortal: OpenPortal): Promise<void> {
	const { mail: id } = payloadSchema.parse(payload);
	const { smtpUrl } = hub.config;
	if (!smtpUrl) return;
	const mail = await asWorker(hub.database, null, (tx) => sql.mailToDeliver(tx, id));
	if (!mail) return;
	const record = (outcome: 'sent' | 'failed' | 'queued', error: string | null) =>
		asWorker(hub.database, null, (tx) => sql.recordDelivery(tx, id, outcome, error));
	const link = linkOf(hub, mail, openPortal);
	if (link === null)
		return record(
			'failed',
			'Its link was used, withdrawn, switched off or expired before the mail could leave.'
		);
	try {
		await mailerFor(smtpUrl).send({
			from: sender(hub),
			to: mail.recipient,
			subject: mail.subject,
			text: mail.text.replaceAll(LINK, link),
			html: mail.html?.replaceAll(LINK, link) ?? null,
			messageId: mail.messageId,
			headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
		});
	} catch (cause) {
		if (cause instanceof MailRefused) return record('failed', cause.message);
		if (!(cause instanceof MailDelayed)) throw cause;
		const last = mail.tried + 1 >= MOST_ATTEMPTS;
		await record(last ? 'failed' : 'queued', cause.message);
		if (!last) throw cause;
		return;
	}
	await record('sent', null);
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
