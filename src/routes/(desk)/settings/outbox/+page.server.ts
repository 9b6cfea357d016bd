import { asMember } from '#hub/organizations/actor.ts';
import { listOutbox } from '#hub/outbox/outbox.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, memberOf } from '../../../respond.ts';

export const load = ({ locals }) =>
	answer(async () => {
		const actor = memberOf(locals);
		const mails = await asMember(database(), actor, (tx) => listOutbox(instance(), tx, actor));
		return { mails, server: instance().config.smtpUrl !== null };
	});
