import { asMember } from '#hub/organizations/actor.ts';
import { takeReceipt } from '#hub/privacy/send-receipt.ts';
import { answer, database, memberOf } from '../../../../../respond.ts';
import type { RequestHandler } from './$types';

/** The receipt as a file, once. A POST, because it is gone afterwards. */
export const POST: RequestHandler = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const receipt = await answer(() =>
		asMember(database(), actor, (tx) => takeReceipt(tx, actor, params.erasureId))
	);
	return new Response(receipt, {
		headers: {
			'content-type': 'application/json',
			'content-disposition': 'attachment; filename="erasure-receipt.json"',
			'cache-control': 'no-store'
		}
	});
};
