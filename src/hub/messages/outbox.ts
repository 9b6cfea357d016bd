import { conflict, forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canManageTeam } from '#hub/organizations/policy.ts';
import { beingSent } from '#hub/outbox/attempts.ts';
import type { Tx } from '#platform/database/database.ts';
import * as outboxSql from './outbox-sql.ts';
import { retrySend } from './send.ts';
import * as sql from './sql.ts';

export type { CustomerMail } from './outbox-sql.ts';

const SHOWN = { unsent: 200, sent: 50 };

function mustManage(actor: Member): void {
	if (!canManageTeam(actor.role)) throw forbidden('Only owners and admins see the outbox.');
}

/** Mail to customers: everything that has not left, newest first, then what left lately. Throws forbidden. */
export async function listCustomerMails(tx: Tx, actor: Member): Promise<outboxSql.CustomerMail[]> {
	mustManage(actor);
	const [unsent, sent] = await Promise.all([
		outboxSql.unsentMails(tx, SHOWN.unsent),
		outboxSql.sentMails(tx, SHOWN.sent)
	]);
	return [...unsent, ...sent];
}

/** Tries a mail again at once, whether it failed or waits for its next turn; by two at once it leaves once. Throws forbidden, not-found, conflict. */
export async function retryCustomerMail(tx: Tx, actor: Member, messageId: string): Promise<void> {
	mustManage(actor);
	if ((await sql.messageState(tx, messageId)) !== 'queued') return retrySend(tx, actor, messageId);
	if (await sql.isBeingSent(tx, messageId)) throw beingSent();
	await sql.enqueueDelivery(tx, actor.orgId, messageId, 0);
}

/** A mail that is not to leave any more; it stays in its case, as not sent. Throws forbidden, not-found, conflict. */
export async function discardCustomerMail(tx: Tx, actor: Member, messageId: string): Promise<void> {
	mustManage(actor);
	if (await outboxSql.discardMail(tx, messageId)) return;
	if ((await sql.messageState(tx, messageId)) === null) throw notFound('This mail');
	throw conflict('This mail is on its way already, or has left.');
}
