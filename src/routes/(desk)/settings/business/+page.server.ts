import { asMember } from '#hub/organizations/actor.ts';
import { changeBusiness, findBusiness } from '#hub/organizations/business.ts';
import { businessForm } from '#hub/organizations/schema.ts';
import { canExportEverything } from '#hub/privacy/policy.ts';
import { database, memberOf, submit } from '../../../respond.ts';
import { businessChoices } from '../../../choices.ts';

export const load = async ({ locals }) => {
	const actor = memberOf(locals);
	const found = await asMember(database(), actor, (tx) => findBusiness(tx, actor));
	return {
		...found,
		choices: businessChoices(found.business),
		mayExport: canExportEverything(actor.role)
	};
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, businessForm, (input) =>
			asMember(database(), actor, (tx) => changeBusiness(tx, actor, input))
		);
		return failed ?? { done: true as const };
	}
};
