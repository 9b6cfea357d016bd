import { recordSeen } from '#hub/portal/seen.ts';
import { database } from '../../../respond.ts';
import { portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

/** B5: sent by the page's script after a person's own interaction, never by loading the page. */
export const POST: RequestHandler = async ({ params, request }) =>
	(await recordSeen(database(), params.token)) ? new Response(null, { status: 204 }) : portalGone(request);
