import { redirect } from '@sveltejs/kit';
import { canChangeDocuments } from '#hub/documents/policy.ts';
import { deleteForm, labelForm } from '#hub/documents/schema.ts';
import { deleteDocument, oneDocument, relabelDocument } from '#hub/documents/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, memberOf, submit } from '../../../../../respond.ts';

const which = (params: { id: string; documentId: string }) => ({
	customerId: params.id,
	documentId: params.documentId
});
const back = (params: { id: string }) => redirect(303, `/customers/${params.id}#documents`);

/** One document with what can be done to it, for whoever has no script. */
export const load = async ({ params, locals }) => {
	const actor = memberOf(locals);
	const document = await answer(() =>
		asMember(database(), actor, (tx) => oneDocument(tx, actor, which(params)))
	);
	return { document, customerId: params.id, mayChange: canChangeDocuments(actor.role) };
};

export const actions = {
	label: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, labelForm, ({ label }) =>
			asMember(database(), actor, (tx) => relabelDocument(tx, actor, which(event.params), label))
		);
		return failed ?? back(event.params);
	},
	delete: async (event) => {
		const { failed } = await submit(event, deleteForm, () =>
			deleteDocument(instance(), memberOf(event.locals), which(event.params))
		);
		return failed ?? back(event.params);
	}
};
