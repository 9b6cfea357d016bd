import { redirect } from '@sveltejs/kit';
import { columnsForm, emptyForm } from '#hub/customers/import/schema.ts';
import { carryOut, discardImport, previewImport, setColumns } from '#hub/customers/import/verbs.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, memberOf, submit } from '../../../../respond.ts';

export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const preview = await answer(() =>
		asMember(database(), actor, (tx) => previewImport(tx, actor, params.importId))
	);
	return { preview };
};

export const actions = {
	columns: async (event) => {
		const actor = memberOf(event.locals);
		const { importId } = event.params;
		const { failed } = await submit(event, columnsForm, ({ headed, columns }) =>
			asMember(database(), actor, (tx) => setColumns(tx, actor, importId, headed, columns))
		);
		if (failed) return failed;
		redirect(303, `/customers/import/${importId}`);
	},

	confirm: async (event) => {
		const actor = memberOf(event.locals);
		const { importId } = event.params;
		const key = instance().secrets.derive(PORTAL_TOKEN_PURPOSE);
		const { failed } = await submit(event, emptyForm, () =>
			asMember(database(), actor, (tx) => carryOut(tx, actor, importId, key))
		);
		if (failed) return failed;
		redirect(303, `/customers/import/${importId}`);
	},

	discard: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, emptyForm, () =>
			asMember(database(), actor, (tx) => discardImport(tx, actor, event.params.importId))
		);
		if (failed) return failed;
		redirect(303, '/customers/import');
	}
};
