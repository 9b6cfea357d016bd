import { toResponse } from '../answers.ts';
import { portalPage } from '../portal-page.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, request, url }) =>
	toResponse(await portalPage(params.token, url.searchParams, request.headers.get('accept-language')));
