import { redirect } from '@sveltejs/kit';
import { lostLinkForm, requestLostLink } from '#hub/portal/lost-link.ts';
import { instance } from '#platform/instance.ts';
import { renderLostLink } from '#ui/portal/render.ts';
import { portalAnswer, toResponse, visitorLanguage, visitorOf } from '../c/answers.ts';
import { clientOf } from '../client.ts';
import { submit } from '../respond.ts';
import type { RequestHandler } from './$types';

/** B3: asks for a fresh portal link; reached from the page that every dead link shows. */
export const GET: RequestHandler = ({ request, url }) => {
	const language = visitorLanguage(visitorOf(request));
	const asked = url.searchParams.has('asked');
	return toResponse(portalAnswer(renderLostLink({ language, asked, typed: '', error: null })));
};

/** The same answer whether the address is known or not. */
export const POST: RequestHandler = async (event) => {
	const language = visitorLanguage(visitorOf(event.request));
	const { failed } = await submit(event, lostLinkForm, ({ email }) =>
		requestLostLink(instance(), email, clientOf(event).network)
	);
	if (!failed) redirect(303, `/lost-link?asked&language=${language.code}`);
	const { errors, values } = failed.data;
	const error = Object.values(errors)[0] ?? null;
	return toResponse(
		portalAnswer(
			renderLostLink({ language, asked: false, typed: values['email'] ?? '', error }),
			failed.status
		)
	);
};
