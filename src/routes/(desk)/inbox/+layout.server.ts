import { countCases, listCases, pendingRequests } from '#hub/inbox/list.ts';
import { inboxRequest } from '#hub/inbox/schema.ts';
import { dueFollowUps } from '#hub/inquiries/follow-up.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../respond.ts';

/** Reminders that stand above the list at most. */
const REMINDERS = 10;

/**
 * The list beside the case. It is asked for anew when its own part of the address changes, or on `invalidate('hub:inbox')`: going
 * from case to case leaves it alone.
 */
export const load = async ({ locals, url, depends }) => {
	depends('hub:inbox');
	const actor = memberOf(locals);
	const request = inboxRequest(url.searchParams);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const [page, counts, requests, due] = await Promise.all([
				listCases(tx, actor, request),
				countCases(tx, actor),
				pendingRequests(tx, actor),
				dueFollowUps(tx, actor, true, REMINDERS)
			]);
			return {
				inbox: { ...page, view: request.view, query: request.query, counts, requests, due }
			};
		})
	);
};
