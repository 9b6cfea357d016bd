import { randomUUID } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import { canManageReplies } from '#hub/messages/policy.ts';
import * as replies from '#hub/messages/replies.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, failedAs, memberOf, submit } from '../../../respond.ts';

export const load = async ({ locals }) => {
	const actor = memberOf(locals);
	const saved = await answer(() => asMember(database(), actor, (tx) => replies.savedReplies(tx, actor)));
	return { replies: saved, mayManage: canManageReplies(actor.role), key: randomUUID() };
};

export const actions = {
	add: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, replies.addReplyForm, (input) =>
			asMember(database(), actor, (tx) => replies.addReply(instance(), tx, actor, input))
		);
		if (failed) return failedAs('add', failed);
		redirect(303, '/settings/replies');
	},
	change: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, replies.changeReplyForm, (input) =>
			asMember(database(), actor, (tx) => replies.changeReply(instance(), tx, actor, input))
		);
		if (failed) return failedAs('change', failed);
		redirect(303, '/settings/replies');
	},
	remove: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, replies.removeReplyForm, (input) =>
			asMember(database(), actor, (tx) => replies.removeReply(tx, actor, input))
		);
		if (failed) return failedAs('remove', failed);
		redirect(303, '/settings/replies');
	}
};
