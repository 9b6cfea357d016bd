import { findCustomer } from '#hub/customers/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../../respond.ts';

export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const { id, name } = await answer(() =>
		asMember(database(), actor, (tx) => findCustomer(tx, actor, params.id))
	);
	return { customer: { id, name } };
};
