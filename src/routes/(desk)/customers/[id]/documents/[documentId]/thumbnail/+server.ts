import { error } from '@sveltejs/kit';
import { thumbnailForMember } from '#hub/documents/download.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../../../../respond.ts';
import { showPicture } from '../../../../../../picture.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals, request }) => {
	const actor = memberOf(locals);
	const which = { customerId: params.id, documentId: params.documentId };
	const found = await answer(() => asMember(database(), actor, (tx) => thumbnailForMember(tx, actor, which)));
	return (await answer(() => showPicture(request, found))) ?? error(404, 'This document has no picture.');
};
export const HEAD = GET;
