import { toResponse, visitorOf } from '../answers.ts';
import { portalPage } from '../portal-page.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, request }) =>
	toResponse(await portalPage(params.token, visitorOf(request)));
