import { hasCustomers, listCustomers } from '#hub/customers/list.ts';
import { canChangeCustomers } from '#hub/customers/policy.ts';
import { listRequest } from '#hub/customers/schema.ts';
import { standings } from '#hub/inquiries/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { canExportCustomers } from '#hub/privacy/policy.ts';
import { answer, database, memberOf } from '../../respond.ts';

export const load = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const request = listRequest(url.searchParams);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const { customers, after, before } = await listCustomers(tx, actor, request);
			const ids = customers.map(({ id }) => id);
			const [standing, any] = await Promise.all([
				standings(tx, actor, ids),
				ids.length ? true : hasCustomers(tx, actor)
			]);
			return {
				customers: customers.map((customer) => ({
					...customer,
					standing: standing.get(customer.id) ?? null
				})),
				any,
				after,
				before,
				query: request.query,
				sort: request.sort,
				mayChange: canChangeCustomers(actor.role),
				mayExport: canExportCustomers(actor.role)
			};
		})
	);
};
