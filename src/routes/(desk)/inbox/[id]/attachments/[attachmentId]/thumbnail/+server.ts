import { error } from '@sveltejs/kit';
import { pictureFromCase } from '#hub/messages/case-attachments.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { showPicture } from '../../../../../../picture.ts';
import { answer, database, memberOf } from '../../../../../../respond.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals, request }) => {
	const actor = memberOf(locals);
	const which = { inquiryId: params.id, attachmentId: params.attachmentId };
	const found = await answer(() => asMember(database(), actor, (tx) => pictureFromCase(tx, actor, which)));
	return (await answer(() => showPicture(request, found))) ?? error(404, 'This attachment has no picture.');
};
export const HEAD = GET;
