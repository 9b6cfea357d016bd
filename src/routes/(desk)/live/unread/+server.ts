import { json } from '@sveltejs/kit';
import { unreadOf } from '#hub/live/unread.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { database, memberOf } from '../../../respond.ts';
import type { RequestHandler } from './$types';

/** For the number in the tab's title and the browser's notifications. */
export const GET: RequestHandler = async ({ locals }) => {
	const actor = memberOf(locals);
	return json(await asMember(database(), actor, (tx) => unreadOf(tx, actor)));
};
