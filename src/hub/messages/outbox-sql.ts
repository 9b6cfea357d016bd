import { attemptsSince } from '#hub/outbox/attempts.ts';
import type { Tx } from '#platform/database/database.ts';

/** A mail to a customer as the outbox shows it. */
export type CustomerMail = {
	id: string;
	inquiryId: string;
	caseNumber: number;
	casePrefix: string;
	customer: string | null;
	/** null: she has no address, or is gone. */
	recipient: string | null;
	subject: string;
	/** The beginning of what was written. */
	excerpt: string;
	state: 'queued' | 'sent' | 'delivered' | 'read' | 'failed';
	failure: string | null;
	/** Why it still waits. */
	lastError: string | null;
	attempts: number;
	/** It is being sent at this moment. */
	trying: boolean;
	createdAt: Date;
	sentAt: Date | null;
};

const shown = (
	tx: Tx
) => tx`m.id, m.inquiry_id as "inquiryId", i.number as "caseNumber", i.prefix as "casePrefix",
	c.name as customer, c.email as recipient, coalesce(mail.subject, i.subject) as subject, left(m.body, 400) as excerpt, m.state,
	m.failure, m.last_error as "lastError", m.attempts, coalesce(m.trying_since > ${attemptsSince()}, false) as trying, m.created_at as "createdAt",
	m.sent_at as "sentAt"`;

const joined = (
	tx: Tx
) => tx`join inquiries i on i.org_id = m.org_id and i.id = m.inquiry_id and i.deleted_at is null
	left join customers c on c.org_id = m.org_id and c.id = m.customer_id
	left join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id`;

export const unsentMails = (tx: Tx, most: number) => tx<CustomerMail[]>`
	select ${shown(tx)} from messages m ${joined(tx)}
	where m.org_id = (select scope_org()) and m.direction = 'outbound' and m.channel = 'email' and m.state in ('queued', 'failed')
	order by m.created_at desc, m.id desc limit ${most}`;

export const sentMails = (tx: Tx, most: number) => tx<CustomerMail[]>`
	select ${shown(tx)} from messages m ${joined(tx)}
	where m.org_id = (select scope_org()) and m.direction = 'outbound' and m.channel = 'email' and m.state not in ('queued', 'failed')
	order by m.created_at desc, m.id desc limit ${most}`;

/** false: it is no mail that waits, or it is being sent right now. */
export async function discardMail(tx: Tx, messageId: string): Promise<boolean> {
	const done = await tx`
		update messages set state = 'failed', failure = 'Discarded in the outbox.', last_error = null
		where org_id = (select scope_org()) and id = ${messageId} and direction = 'outbound' and state = 'queued'
			and (trying_since is null or trying_since < ${attemptsSince()})`;
	return done.count > 0;
}
