import { backToPage, portalGone } from '../../answers.ts';
import { countVisit } from '../../visit.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/** B5: sent by the page's script after a person's own interaction, never by loading the page. */
export const POST: RequestHandler = async (event) =>
	(await countVisit(event)) ? new Response(null, { status: 204 }) : portalGone(event.request);
