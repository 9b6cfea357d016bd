import { randomBytes } from 'node:crypto';
import { isRedirect, redirect, type Handle, type HandleServerError, type RequestEvent } from '@sveltejs/kit';
import { currentSession } from '#hub/people/sign-in.ts';
import { setFront } from '#platform/front.ts';
import { instance } from '#platform/instance.ts';
import { audienceOf } from './routes/audiences.ts';
import { portalFront } from './routes/c/front.ts';
import { secured } from './routes/security-headers.ts';
import { dropSession, keepSession, sessionCookie } from './routes/session-cookie.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

setFront(portalFront);

export const handle: Handle = async ({ event, resolve }) => {
	const { config } = instance();
	event.locals = { actor: null, session: null, token: null };
	try {
		const refusal = await admit(event);
		return secured(refusal ?? (await resolve(event)), config.origin);
	} catch (cause) {
		// Requests of Kit's own client expect its way of redirecting; a plain one is answered here, with the headers.
		if (!isRedirect(cause) || event.isDataRequest || event.request.headers.has('x-sveltekit-action'))
			throw cause;
		return secured(
			new Response(null, { status: cause.status, headers: { location: cause.location } }),
			config.origin
		);
	}
};

/** Resolves who asks, and refuses whom the route is not for; null: come in. */
async function admit(event: RequestEvent): Promise<Response | null> {
	if (event.route.id === null) return null;
	const audience = audienceOf(event.route.id);
	if (audience === null || audience === 'operator') return words(404, 'This page does not exist.');
	if (audience === 'machine') return null;
	if (audience !== 'portal') await recognize(event);
	if (!harmless.has(event.request.method) && event.request.headers.get('origin') !== instance().config.origin)
		return words(403, `This was sent from another site. Please use ${instance().config.origin} itself.`);
	if (audience === 'member' && !event.locals.actor) return signInFirst(event);
	if (event.request.method === 'POST' && namesNoAction(event.url))
		return words(404, 'This form does not exist.');
	return null;
}

/** Kit looks a page's action up by its name in an object, which also knows names that every object has. */
const namesNoAction = (url: URL): boolean =>
	[...url.searchParams.keys()].some((name) => name.startsWith('/') && name.slice(1) in Object.prototype);

async function recognize(event: RequestEvent): Promise<void> {
	const token = sessionCookie(event.cookies);
	if (!token) return;
	const session = await currentSession(instance().database, token);
	if (!session) return dropSession(event.cookies);
	event.locals = { session, token, actor: session.member };
	if (session.renewed) keepSession(event.cookies, token, new Date(session.expiresAt));
}

function signInFirst(event: RequestEvent): Response {
	const { request, url, locals, isDataRequest } = event;
	// A redirect is what many forms answer once their work is done: a page would say so, and drop what was typed.
	if (request.headers.has('x-sveltekit-action'))
		return locals.session
			? notDone(403, 'You are not in this organization any more. Nothing was changed.')
			: notDone(401, 'You are signed out. Sign in again in another window, then send this again.');
	const page = isDataRequest || request.headers.get('accept')?.includes('text/html');
	if (!page) return words(401, 'Please sign in first.');
	if (locals.session) redirect(303, '/no-organization');
	const wanted = request.method === 'GET' ? url.pathname + url.search : url.pathname;
	redirect(303, wanted === '/inbox' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(wanted)}`);
}

/** What Kit's client takes for a form that failed: the page stays, with all that is in it. */
const notDone = (status: number, message: string) =>
	Response.json({ type: 'error', error: { message } }, { status });

const words = (status: number, sentence: string) =>
	new Response(`${sentence}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** What went wrong goes to the log under a reference; the person gets the reference and no internals. */
export const handleError: HandleServerError = ({ error, event, status }) => {
	if (status === 404) return { message: 'This page does not exist.' };
	if (status < 500) return { message: 'This request could not be understood.' };
	const reference = randomBytes(4).toString('hex');
	instance().log.error('A request failed.', {
		reference,
		method: event.request.method,
		route: event.route.id,
		error
	});
	return { message: 'Something failed on our side. It has been written down.', reference };
};
