import { redirect } from '@sveltejs/kit';
import type { Member } from '#hub/organizations/actor.ts';
import { asMember, roles } from '#hub/organizations/actor.ts';
import { invite, inviteAgain, listInvitations, withdraw } from '#hub/organizations/invitations.ts';
import { canManageTeam, canSetRole } from '#hub/organizations/policy.ts';
import { invitationForm, inviteForm, memberForm, roleForm } from '#hub/organizations/schema.ts';
import { changeRole, listTeam, removeMember } from '#hub/organizations/team.ts';
import { instance } from '#platform/instance.ts';
import { database, failedAs, memberOf, submit } from '../../../respond.ts';

export const load = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const [team, invitations] = await asMember(database(), actor, (tx) =>
		Promise.all([listTeam(tx, actor), listInvitations(instance(), tx, actor)])
	);
	return {
		/** Each with the roles that the reader may give her; none: she may not change her. */
		team: team.map((member) => ({
			...member,
			here: member.id === actor.memberId,
			may: rolesFor(actor, member.role)
		})),
		invitations,
		mayInvite: canManageTeam(actor.role) ? roles.filter((role) => canSetRole(actor.role, null, role)) : [],
		mails: instance().config.smtpUrl !== null,
		/** Whom a link of the page asks to remove. */
		removing: url.searchParams.get('remove')
	};
};

const rolesFor = (actor: Member, from: Member['role']) =>
	roles.filter((to) => canSetRole(actor.role, from, to));

const here = '/settings/team';

export const actions = {
	invite: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, inviteForm, (input) =>
			asMember(database(), actor, (tx) => invite(instance(), tx, actor, input))
		);
		return failed ? failedAs('invite', failed) : { done: 'invite' as const };
	},
	again: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, invitationForm, (input) =>
			asMember(database(), actor, (tx) => inviteAgain(instance(), tx, actor, input))
		);
		return failed ? failedAs('team', failed) : { done: 'again' as const };
	},
	withdraw: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, invitationForm, (input) =>
			asMember(database(), actor, (tx) => withdraw(tx, actor, input))
		);
		return failed ? failedAs('team', failed) : { done: 'withdraw' as const };
	},
	role: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, roleForm, (input) =>
			asMember(database(), actor, (tx) => changeRole(tx, actor, input))
		);
		return failed ? failedAs('team', failed) : { done: 'role' as const };
	},
	remove: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, memberForm, (input) =>
			asMember(database(), actor, (tx) => removeMember(tx, actor, input))
		);
		if (failed) return failedAs('team', failed);
		redirect(303, here);
	}
};
