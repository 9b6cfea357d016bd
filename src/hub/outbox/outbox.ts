import { conflict, forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canManageTeam } from '#hub/organizations/policy.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { beingSent } from './attempts.ts';
import { openLink } from './links.ts';
import { LINK } from './mails.ts';
import * as sql from './sql.ts';

/** A mail of the organization as its team's managers see it; `text` as it leaves, or with the link left out. */
export type OutboxMail = Omit<sql.OutboxRow, 'sealed'> & { link: string | null };

const SHOWN = 200;

function mustManage(actor: Member): void {
	if (!canManageTeam(actor.role)) throw forbidden('Only owners and admins see the outbox.');
}

/** In place of a question that has left: it may have named a customer (db/migrations/0230). */
const LEFT = 'It is with whoever runs this hub. What was asked is not kept here.';

/**
 * The newest mails of the organization, with the link where the reader could give the invitation's role herself. Mails
 * about a person's own password belong to no organization and are never among them. Throws `forbidden` for whoever may
 * not manage the team.
 */
export async function listOutbox(
	hub: Pick<Instance, 'config' | 'secrets'>,
	tx: Tx,
	actor: Member
): Promise<OutboxMail[]> {
	mustManage(actor);
	const rows = await sql.outbox(tx, actor.orgId, SHOWN);
	return rows.map(({ sealed, ...row }) => {
		const link =
			sealed && row.kind === 'invitation' && row.state !== 'sent'
				? openLink(hub, 'invitation', sealed)
				: null;
		const text = row.kind === 'help' && row.state === 'sent' ? LEFT : row.text;
		return { ...row, text: text.replaceAll(LINK, link ?? '(the link is in the mail alone)'), link };
	});
}

/** Tries a mail again at once, whether it failed or waits for its next turn; by two at once it leaves once. Throws forbidden, conflict. */
export async function retryMail(tx: Tx, actor: Member, mailId: string): Promise<void> {
	mustManage(actor);
	if (!(await sql.requeueMail(tx, mailId))) throw await tooLate(tx, mailId);
	await sql.enqueueDelivery(tx, mailId);
}

/** A mail that is not to leave any more. Throws forbidden, conflict. */
export async function discardMail(tx: Tx, actor: Member, mailId: string): Promise<void> {
	mustManage(actor);
	if (!(await sql.discardMail(tx, mailId))) throw await tooLate(tx, mailId);
}

const tooLate = async (tx: Tx, mailId: string) =>
	(await sql.isBeingSent(tx, mailId))
		? beingSent()
		: conflict('This mail has left already, or is not there any more.');
