import { redirect } from '@sveltejs/kit';
import { findCustomer } from '#hub/customers/verbs.ts';
import { mergeCandidates, mergedInto, previewMerge } from '#hub/merges/preview.ts';
import { merging } from '#hub/merges/schema.ts';
import { mergeCustomers } from '#hub/merges/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { searched } from '#platform/forms/text.ts';
import { answer, database, memberOf, submit } from '../../../../respond.ts';

/** `?q=` searches for somebody to merge with, `?with=<id>` shows what a merge would do. */
export const load = async ({ locals, params, url }) => {
	const actor = memberOf(locals);
	const query = searched(url.searchParams);
	const other = url.searchParams.get('with');
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			// Done already, by this form or by a colleague while the page was open: it leads on to who they are now.
			const now = (await mergedInto(tx, actor, params.id)) ?? (other && (await mergedInto(tx, actor, other)));
			if (now) redirect(303, `/customers/${now}`);
			return {
				customer: await findCustomer(tx, actor, params.id),
				query,
				candidates: other === null ? await mergeCandidates(tx, actor, params.id, query) : null,
				preview: other === null ? null : await previewMerge(tx, actor, params.id, other)
			};
		})
	);
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, merging, (choice) =>
			asMember(database(), actor, (tx) => mergeCustomers(tx, actor, event.params.id, choice))
		);
		if (failed) return failed;
		redirect(303, `/customers/${event.params.id}`);
	}
};
