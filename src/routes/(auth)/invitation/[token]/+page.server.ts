import { error, redirect } from '@sveltejs/kit';
import { joinAsNew, joinBySigningIn, joinSignedIn, readInvitation } from '#hub/organizations/joining.ts';
import { joinForm, joinKnownForm, nothingForm } from '#hub/organizations/schema.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../../client.ts';
import { submit } from '../../../respond.ts';
import { keepSession } from '../../../session-cookie.ts';

export const load = async ({ params, locals: { session } }) => {
	const offer = await readInvitation(instance(), params.token);
	if (!offer) error(404, 'The invitation was used, withdrawn, or has expired. Ask for a new one.');
	const here = session?.person.email ?? null;
	/** How she joins: as herself, by signing in, as somebody new; or not before she signs out. */
	const way =
		here !== null
			? normalizeAddress(here) === offer.email
				? ('signed-in' as const)
				: ('somebody-else' as const)
			: offer.known
				? ('known' as const)
				: ('new' as const);
	return { offer, way, here };
};

export const actions = {
	new: async (event) => {
		const { done, failed } = await submit(event, joinForm, (input) =>
			joinAsNew(instance(), event.params.token, input, clientOf(event))
		);
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, '/inbox');
	},
	known: async (event) => {
		const { done, failed } = await submit(event, joinKnownForm, (input) =>
			joinBySigningIn(instance(), event.params.token, input, clientOf(event))
		);
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, '/inbox');
	},
	signedIn: async (event) => {
		const { failed } = await submit(event, nothingForm, () =>
			joinSignedIn(instance(), event.params.token, event.locals.token ?? '')
		);
		if (failed) return failed;
		redirect(303, '/inbox');
	}
};
