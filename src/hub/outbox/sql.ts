import type { Tx } from '#platform/database/database.ts';
import { attemptsSince } from './attempts.ts';

export type NewMail = { recipient: string; subject: string; text: string; html: string; messageId: string };

export async function queueInvitation(
	tx: Tx,
	orgId: string,
	invitationId: string,
	mail: NewMail
): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into outbox_mails (org_id, kind, recipient, subject, body_text, body_html, message_id, invitation_id)
		values (${orgId}, 'invitation', ${mail.recipient}, ${mail.subject}, ${mail.text}, ${mail.html}, ${mail.messageId}, ${invitationId})
		returning id`;
	return row?.id ?? null;
}

export async function queuePasswordMail(tx: Tx, mail: NewMail, linkHash: Buffer): Promise<string | null> {
	const [row] = await tx<
		{ id: string }[]
	>`select gate.queue_password_mail(${tx.json(mail)}, ${linkHash}) as id`;
	return row?.id ?? null;
}

export async function enqueueDelivery(tx: Tx, mailId: string): Promise<void> {
	await tx`select enqueue_job('deliver_mail', ${tx.json({ mail: mailId })}::json, ${`deliver_mail ${mailId}`})`;
}

/** Mail to a customer with a link to her portal. The link is put in when it leaves, and it is dressed as the business's then. */
export async function queueCustomerMail(
	tx: Tx,
	to: { orgId: string; customerId: string; kind: 'lost_link' | 'new_file' },
	mail: Omit<NewMail, 'html'>
): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into outbox_mails (org_id, kind, recipient, subject, body_text, message_id, customer_id)
		values (${to.orgId}, ${to.kind}, ${mail.recipient}, ${mail.subject}, ${mail.text}, ${mail.messageId}, ${to.customerId})
		returning id`;
	return row?.id ?? null;
}

/** Mail to a member about a case; it goes with either of them. */
export async function queueNotification(
	tx: Tx,
	about: { orgId: string; memberId: string; inquiryId: string },
	mail: NewMail
): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into outbox_mails (org_id, kind, recipient, subject, body_text, body_html, message_id, inquiry_id, member_id, path)
		values (${about.orgId}, 'notification', ${mail.recipient}, ${mail.subject}, ${mail.text}, ${mail.html}, ${mail.messageId},
			${about.inquiryId}, ${about.memberId}, ${`/inbox/${about.inquiryId}`})
		returning id`;
	return row?.id ?? null;
}

/** Mail to a member about a customer's request to be deleted; it goes with the request. */
export async function queueDataRequestMail(
	tx: Tx,
	about: { orgId: string; memberId: string; requestId: string; path: string },
	mail: NewMail
): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into outbox_mails (org_id, kind, recipient, subject, body_text, body_html, message_id, member_id, data_request_id, path)
		values (${about.orgId}, 'data_request', ${mail.recipient}, ${mail.subject}, ${mail.text}, ${mail.html}, ${mail.messageId},
			${about.memberId}, ${about.requestId}, ${about.path})
		returning id`;
	return row?.id ?? null;
}

export type MailKind =
	'password' | 'invitation' | 'lost_link' | 'new_file' | 'notification' | 'data_request' | 'help';

/** What is delivered; `sealed` is the token of its link while that opens something. */
export type Waiting = {
	orgId: string | null;
	kind: MailKind;
	recipient: string;
	subject: string;
	text: string;
	html: string | null;
	messageId: string;
	tried: number;
	sealed: Buffer | null;
	/** Whose portal its link opens. */
	customerId: string | null;
	/** Page of the desk that its link opens. */
	path: string | null;
};

export async function mailToDeliver(tx: Tx, id: string): Promise<Waiting | null> {
	const [row] = await tx<
		Waiting[]
	>`select org_id as "orgId", kind, recipient, subject, body_text as text, body_html as html,
		message_id as "messageId", tried, token_encrypted as sealed, customer_id as "customerId", path from gate.mail_to_deliver(${id})`;
	return row ?? null;
}

/** false: another job is at it, or it has left. An attempt belongs to its job, which begins anew when its process was killed. */
export async function beginAttempt(tx: Tx, id: string, job: string): Promise<boolean> {
	const [row] = await tx<[{ begun: boolean }]>`
		select gate.begin_delivery(${id}, ${job}, ${attemptsSince()}) as begun`;
	return row.begun;
}

export async function recordDelivery(
	tx: Tx,
	id: string,
	outcome: 'sent' | 'failed' | 'queued',
	error: string | null
): Promise<void> {
	await tx`select gate.record_delivery(${id}, ${outcome}, ${error})`;
}

export async function waitingMails(tx: Tx): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`select id from gate.waiting_mails(${attemptsSince()}) as id`;
	return rows.map((row) => row.id);
}

export type OutboxRow = {
	id: string;
	kind: Exclude<MailKind, 'password'>;
	attempts: number;
	recipient: string;
	subject: string;
	text: string;
	state: 'queued' | 'sent' | 'failed';
	lastError: string | null;
	/** It is being sent at this moment. */
	trying: boolean;
	createdAt: Date;
	sentAt: Date | null;
	sealed: Buffer | null;
};

const isTried = (tx: Tx) => tx`coalesce(trying_since > ${attemptsSince()}, false)`;

/** The newest mails of the organization; `sealed` only where the reader could give the invitation's role herself. */
export function outbox(tx: Tx, orgId: string, most: number): Promise<OutboxRow[]> {
	return tx<OutboxRow[]>`
		select outbox_mails.id, kind, attempts, recipient, subject, body_text as text, state, last_error as "lastError",
			state = 'queued' and ${isTried(tx)} as trying, outbox_mails.created_at as "createdAt", sent_at as "sentAt", invitations.token_encrypted as sealed
		from outbox_mails
		left join invitations on invitations.org_id = outbox_mails.org_id and invitations.id = outbox_mails.invitation_id
			and invitations.expires_at > now()
		where outbox_mails.org_id = ${orgId}
		order by outbox_mails.created_at desc, outbox_mails.id limit ${most}`;
}

/** false: it has left, is not there, or is being sent right now. */
export async function requeueMail(tx: Tx, id: string): Promise<boolean> {
	const done = await tx`update outbox_mails set state = 'queued', attempts = 0, last_error = null
		where org_id = (select scope_org()) and id = ${id} and (state = 'failed' or state = 'queued' and not ${isTried(tx)})`;
	return done.count > 0;
}

/** false: it is no mail that waits, or it is being sent right now. */
export async function discardMail(tx: Tx, id: string): Promise<boolean> {
	const done = await tx`update outbox_mails set state = 'failed', last_error = 'Discarded in the outbox.'
		where org_id = (select scope_org()) and id = ${id} and state = 'queued' and not ${isTried(tx)}`;
	return done.count > 0;
}

export async function isBeingSent(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx`select from outbox_mails
		where org_id = (select scope_org()) and id = ${id} and state = 'queued' and ${isTried(tx)}`;
	return rows.length > 0;
}

/** Of the organization of this transaction, to customers. */
export async function waitingForCustomers(tx: Tx): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`select id from outbox_mails
		where org_id = (select scope_org()) and customer_id is not null and state = 'queued' order by created_at`;
	return rows.map((row) => row.id);
}
