import { error, fail, redirect } from '@sveltejs/kit';
import { canChangeCustomers } from '#hub/customers/policy.ts';
import { change } from '#hub/customers/schema.ts';
import { changeCustomer, findCustomer } from '#hub/customers/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { recordSight } from '#hub/privacy/access.ts';
import { answer, database, memberOf, submit } from '../../../../respond.ts';

export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const customer = await answer(() =>
		asMember(database(), actor, (tx) => findCustomer(tx, actor, params.id))
	);
	if (!canChangeCustomers(actor.role)) error(403, 'You can look at customers, but not change them.');
	await recordSight(database(), actor, customer.id);
	return { customer };
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, change, async (input, typed) => {
			if (input.id !== event.params.id) error(400, 'This form belongs to another customer.');
			return { typed, outcome: await asMember(database(), actor, (tx) => changeCustomer(tx, actor, input)) };
		});
		if (failed) return failed;
		const { outcome, typed } = done;
		if ('changed' in outcome) redirect(303, `/customers/${event.params.id}`);
		return fail(409, { errors: {}, values: typed, ...outcome });
	}
};
