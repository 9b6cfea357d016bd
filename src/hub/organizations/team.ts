import { conflict, forbidden, notFound } from '#hub/errors.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Member, MemberRole } from './actor.ts';
import { canManageTeam, canSetRole } from './policy.ts';
import * as sql from './sql.ts';

/** Everybody of the organization, for everybody of it. */
export const listTeam = (tx: Tx, actor: Member): Promise<sql.TeamMember[]> => sql.team(tx, actor.orgId);

/**
 * Gives a member another role. Throws `forbidden` when the actor may not (only an owner makes or unmakes an owner),
 * `conflict` when the organization would lose its last owner.
 */
export async function changeRole(
	tx: Tx,
	actor: Member,
	input: { member: string; role: MemberRole }
): Promise<void> {
	const from = await roleOf(tx, actor, input.member);
	if (!canSetRole(actor.role, from, input.role)) throw notAllowed(actor.role);
	await keepingAnOwner(() => sql.setRole(tx, actor.orgId, input.member, input.role));
}

/** Takes a member out of the organization at once; what she did stays. Throws as `changeRole`. */
export async function removeMember(tx: Tx, actor: Member, input: { member: string }): Promise<void> {
	const from = await roleOf(tx, actor, input.member);
	if (!canSetRole(actor.role, from, null)) throw notAllowed(actor.role);
	await keepingAnOwner(() => sql.removeMember(tx, actor.orgId, input.member));
}

async function roleOf(tx: Tx, actor: Member, memberId: string): Promise<MemberRole> {
	if (!canManageTeam(actor.role)) throw notAllowed(actor.role);
	const role = await sql.memberRole(tx, actor.orgId, memberId);
	if (!role) throw notFound('This member');
	return role;
}

const notAllowed = (role: MemberRole) =>
	forbidden(
		role === 'admin'
			? 'Only an owner can make somebody an owner or change an owner.'
			: 'Only owners and admins can change the team.'
	);

/** The database has the last word, since two owners may do this at the same moment. */
async function keepingAnOwner(change: () => Promise<boolean>): Promise<void> {
	try {
		if (await change()) return;
	} catch (cause) {
		if (
			cause instanceof Error &&
			'constraint_name' in cause &&
			cause.constraint_name === 'an organization keeps an owner'
		)
			throw conflict('An organization needs an owner. Make somebody else an owner first.');
		throw cause;
	}
	throw conflict('Your rights or this member changed a moment ago. Please look again.');
}
