import { json } from '@sveltejs/kit';
import { countNeedingReply } from '#hub/inbox/list.ts';
import { newestUnread } from '#hub/live/unread.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../respond.ts';

/** What waits in the inbox, for the number on the rail and in the tab's title, and what a notification would tell of. */
export const GET = async ({ locals }) => {
	const actor = memberOf(locals);
	const [needsReply, newest] = await answer(() =>
		asMember(database(), actor, (tx) => Promise.all([countNeedingReply(tx, actor), newestUnread(tx, actor)]))
	);
	return json({ needsReply, newest }, { headers: { 'cache-control': 'no-store' } });
};
