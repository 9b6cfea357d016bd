import { conflict, forbidden, invalid, notFound } from '#hub/errors.ts';
import { mailedToken, newMessageId, openLink } from '#hub/outbox/links.ts';
import { invitationMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queueInvitation } from '#hub/outbox/sql.ts';
import { countDone } from '#hub/people/limits.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import type { Member } from './actor.ts';
import { canManageTeam, canSetRole } from './policy.ts';
import type { InviteInput } from './schema.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'config' | 'secrets'>;

const DAYS = 7;

/**
 * Invites somebody by mail: the invitation, its mail and the mail's job in one transaction. Throws `forbidden` when the
 * actor may not give the role, `invalid` when the address is a member's or invited already, `too-many`.
 */
export async function invite(hub: Hub, tx: Tx, actor: Member, input: InviteInput): Promise<void> {
	if (!canSetRole(actor.role, null, input.role))
		throw forbidden(
			canManageTeam(actor.role) ? 'Only an owner can invite an owner.' : 'Only owners and admins can invite.'
		);
	await countDone(tx, hub, [['invitation by an organization', actor.orgId]]);
	const email = normalizeAddress(input.email);
	if (await sql.isMemberAddress(tx, actor.orgId, email))
		throw invalid({ email: 'This person is a member already.' });
	const { hash, sealed } = mailedToken(hub, 'invitation');
	const id = await sql.addInvitation(tx, actor.orgId, {
		email,
		role: input.role,
		hash,
		sealed,
		invitedBy: actor.memberId,
		days: DAYS
	});
	if (!id)
		throw invalid({
			email: 'This address is invited already. Withdraw that invitation to send another one.'
		});
	const [organization, invitedBy] = await Promise.all([
		sql.organizationName(tx, actor.orgId),
		sql.personName(tx, actor.personId)
	]);
	const written = invitationMail({ organization, invitedBy, role: input.role, origin: hub.config.origin });
	const mail = await queueInvitation(tx, actor.orgId, id, {
		...written,
		recipient: email,
		messageId: newMessageId(hub)
	});
	if (mail) await enqueueDelivery(tx, mail);
}

/** A pending invitation; `link` to hand over by another way, for who could give the role herself. */
export type PendingInvitation = Omit<sql.Invitation, 'sealed'> & { link: string | null };

/** The pending invitations whose role the actor could give; none for who may not invite. */
export async function listInvitations(hub: Hub, tx: Tx, actor: Member): Promise<PendingInvitation[]> {
	if (!canManageTeam(actor.role)) return [];
	const rows = await sql.invitations(tx, actor.orgId);
	return rows.map(({ sealed, ...row }) => ({
		...row,
		link: sealed && !row.expired ? openLink(hub, 'invitation', sealed) : null
	}));
}

/** Ends an invitation: its link is dead at once. Throws `forbidden`, or `not-found` when it is not there or not the actor's to end. */
export async function withdraw(tx: Tx, actor: Member, input: { invitation: string }): Promise<void> {
	if (!canManageTeam(actor.role)) throw forbidden('Only owners and admins can withdraw an invitation.');
	if (!(await sql.removeInvitation(tx, actor.orgId, input.invitation))) throw notFound('This invitation');
}

/** Sends the invitation anew, with a new link; the earlier one is dead. Throws as `withdraw` and `invite`. */
export async function inviteAgain(
	hub: Hub,
	tx: Tx,
	actor: Member,
	input: { invitation: string }
): Promise<void> {
	if (!canManageTeam(actor.role)) throw forbidden('Only owners and admins can invite.');
	const earlier = await sql.removeInvitation(tx, actor.orgId, input.invitation);
	if (!earlier) throw notFound('This invitation');
	await invite(hub, tx, actor, earlier);
}

export const invitationGone = () =>
	conflict(
		'This invitation is not valid any more: it was used, withdrawn or has expired. Please ask for a new one.'
	);
