import { error, redirect } from '@sveltejs/kit';
import { receiveFile } from '#hub/customers/import/receive.ts';
import { readFile, startImport } from '#hub/customers/import/verbs.ts';
import { canChangeCustomers } from '#hub/customers/policy.ts';
import { mustChangeCustomers } from '#hub/customers/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { attempt, database, memberOf } from '../../../respond.ts';

export const load = ({ locals }) => {
	if (!canChangeCustomers(memberOf(locals).role))
		error(403, 'You can look at customers, but not import any.');
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { done: id, failed } = await attempt(
			{},
			async () => {
				mustChangeCustomers(actor);
				const { name, bytes } = await receiveFile(event.request);
				const sheet = await readFile(bytes);
				return asMember(database(), actor, (tx) => startImport(tx, actor, name, sheet));
			},
			event
		);
		if (failed) return failed;
		redirect(303, `/customers/import/${id}`);
	}
};
