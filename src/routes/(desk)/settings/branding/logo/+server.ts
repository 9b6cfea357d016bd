import { error } from '@sveltejs/kit';
import { findLogo } from '#hub/branding/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { logoPicture, showPicture } from '../../../../picture.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request }) => {
	const key = await asMember(database(), memberOf(locals), findLogo);
	const shown = key && (await answer(() => showPicture(request, logoPicture(key))));
	return shown || error(404, 'There is no logo yet.');
};
