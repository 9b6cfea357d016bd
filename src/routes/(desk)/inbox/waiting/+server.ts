import { json } from '@sveltejs/kit';
import { countNeedingReply } from '#hub/inbox/list.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../respond.ts';

/** What waits in the inbox, for the rail of a page that is open. */
export type Waiting = { needsReply: number };

export const GET = async ({ locals }) => {
	const actor = memberOf(locals);
	const needsReply = await answer(() => asMember(database(), actor, (tx) => countNeedingReply(tx, actor)));
	const waiting: Waiting = { needsReply };
	return json(waiting, { headers: { 'cache-control': 'no-store' } });
};
