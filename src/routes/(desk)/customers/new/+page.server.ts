import { error, fail, redirect } from '@sveltejs/kit';
import { canChangeCustomers } from '#hub/customers/policy.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { addition } from '#hub/customers/schema.ts';
import { addCustomer } from '#hub/customers/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { database, memberOf, submit } from '../../../respond.ts';

export const load = ({ locals }) => {
	if (!canChangeCustomers(memberOf(locals).role)) error(403, 'You can look at customers, but not add any.');
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const key = instance().secrets.derive(PORTAL_TOKEN_PURPOSE);
		const { done, failed } = await submit(event, addition, async (input, typed) => ({
			typed,
			outcome: await asMember(database(), actor, (tx) => addCustomer(tx, actor, input, key))
		}));
		if (failed) return failed;
		const { outcome, typed } = done;
		if ('duplicates' in outcome)
			return fail(409, { errors: {}, values: typed, duplicates: outcome.duplicates });
		redirect(303, `/customers/${outcome.id}`);
	}
};
