import { isOurVerifyToken, receiveWhatsApp } from '#hub/messages/whatsapp-receive.ts';
import { instance } from '#platform/instance.ts';
import { limitedBytes } from '../../limited-bytes.ts';
import type { RequestHandler } from './$types';

/** Bytes of one call. Meta sends far less; files are not in it. */
const MOST = 3 * 1024 * 1024;

const words = (status: number, sentence: string) =>
	new Response(`${sentence}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** Meta's question whether this webhook is ours, once, when it is set up. `number`: ours, in the address of an organization's own. */
export const GET: RequestHandler = async ({ url }) => {
	const { searchParams } = url;
	const challenge = searchParams.get('hub.challenge') ?? '';
	const right =
		searchParams.get('hub.mode') === 'subscribe' &&
		/^[\w-]{1,200}$/.test(challenge) &&
		(await isOurVerifyToken(
			instance(),
			searchParams.get('hub.verify_token') ?? '',
			searchParams.getAll('number').slice(0, 1)
		));
	return right
		? new Response(challenge, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
		: words(403, 'This is not the verify token that was agreed on.');
};

/** W6. Answered once everything is kept; whatever fails makes Meta send it again. */
export const POST: RequestHandler = async ({ request }) => {
	const body = await limitedBytes(request, MOST);
	if (!body) return words(413, 'This is more than one call can tell.');
	const believed = await receiveWhatsApp(instance(), body, request.headers.get('x-hub-signature-256'));
	return believed ? words(200, 'Kept.') : words(401, 'The signature is missing or wrong.');
};
