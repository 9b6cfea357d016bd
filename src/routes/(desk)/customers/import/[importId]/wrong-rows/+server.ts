import { wrongRows } from '#hub/customers/import/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../../../respond.ts';

/** The rows that could not be imported, with what is wrong, as a CSV file. */
export const GET = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const file = await answer(() => asMember(database(), actor, (tx) => wrongRows(tx, actor, params.importId)));
	return new Response(file, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="rows-to-mend.csv"',
			'cache-control': 'no-store'
		}
	});
};
