import type { Cookies } from '@sveltejs/kit';
import { isOwnVisit, recordSeen } from '#hub/portal/seen.ts';
import { database } from '../respond.ts';
import { sessionCookie } from '../session-cookie.ts';

type Visit = { params: { token: string }; cookies: Cookies };

/** Whether somebody of the business itself does this. */
export const isOwn = ({ params, cookies }: Visit): Promise<boolean> =>
	isOwnVisit(database(), params.token, sessionCookie(cookies));

/** B5: counts a person's own interaction as a visit, unless it is the business's own. false: no such portal. */
export const countVisit = async (event: Visit): Promise<boolean> =>
	(await isOwn(event)) || recordSeen(database(), event.params.token);
