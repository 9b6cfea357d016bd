import { randomUUID } from 'node:crypto';
import { error, redirect } from '@sveltejs/kit';
import { findCustomer } from '#hub/customers/verbs.ts';
import { newCase } from '#hub/inquiries/open.ts';
import { canOpenCase } from '#hub/inquiries/policy.ts';
import { openForm } from '#hub/inquiries/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf, submit } from '../../../../../respond.ts';

export const load = async ({ locals, params, url }) => {
	const actor = memberOf(locals);
	const { id, name } = await answer(() =>
		asMember(database(), actor, (tx) => findCustomer(tx, actor, params.id))
	);
	if (!canOpenCase(actor.role)) error(403, 'You can read cases, but not open one.');
	return { customer: { id, name }, key: randomUUID(), subject: url.searchParams.get('subject') ?? '' };
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, openForm, (input) =>
			asMember(database(), actor, (tx) => newCase(tx, actor, { customerId: event.params.id, ...input }))
		);
		if (failed) return failed;
		redirect(303, `/inbox/${done}`);
	}
};
