import { canWriteToOperator, helpfulnessOf, sayHelpful, writeToOperator } from '#hub/help/feedback.ts';
import { readArticle } from '#hub/help/help.ts';
import { helpfulForm, messageForm } from '#hub/help/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, failedAs, memberOf, submit } from '../../../respond.ts';

export const load = ({ locals, params }) => {
	const actor = memberOf(locals);
	return answer(async () => ({
		article: readArticle(params.slug),
		helpful: await asMember(database(), actor, (tx) => helpfulnessOf(tx, actor, params.slug)),
		mayWrite: canWriteToOperator(instance())
	}));
};

export const actions = {
	helpful: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, helpfulForm, ({ helpful }) =>
			asMember(database(), actor, (tx) => sayHelpful(tx, actor, event.params.slug, helpful === 'yes'))
		);
		return failed ? failedAs('helpful', failed) : { done: 'helpful' as const };
	},
	message: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, messageForm, ({ message }) =>
			writeToOperator(instance(), actor, event.params.slug, message)
		);
		return failed ? failedAs('message', failed) : { done: 'message' as const };
	}
};
