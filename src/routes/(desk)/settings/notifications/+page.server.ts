import { asMember } from '#hub/organizations/actor.ts';
import { notificationForm } from '#hub/notifications/schema.ts';
import { canBeNotified, chooseNotifications, notificationChoice } from '#hub/notifications/verbs.ts';
import { answer, database, memberOf, submit } from '../../../respond.ts';

export const load = async ({ locals }) => {
	const actor = memberOf(locals);
	const choice = await answer(() => asMember(database(), actor, notificationChoice));
	return { choice, canBeNotified: canBeNotified(actor.role) };
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, notificationForm, (choice) =>
			asMember(database(), actor, (tx) => chooseNotifications(tx, actor, choice))
		);
		return failed ?? { saved: true };
	}
};
