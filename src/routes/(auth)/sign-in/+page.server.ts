import { redirect } from '@sveltejs/kit';
import { isFounded } from '#hub/organizations/founding.ts';
import { signInForm } from '#hub/people/schema.ts';
import { signIn } from '#hub/people/sign-in.ts';
import { nextPath } from '#platform/forms/next-path.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';
import { keepSession } from '../../session-cookie.ts';

export const load = async ({ locals, url }) => {
	const next = nextPath(url.searchParams.get('next'), '/inbox');
	if (locals.session) redirect(303, locals.actor ? next : '/no-organization');
	return {
		next,
		founded: await isFounded(instance()),
		signUp: instance().config.signup === 'open',
		newPassword: url.searchParams.has('new-password')
	};
};

export const actions = {
	default: async (event) => {
		const { done, failed } = await submit(event, signInForm, async ({ next, ...input }) => ({
			...(await signIn(instance(), input, clientOf(event))),
			next: nextPath(next, '/inbox')
		}));
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, done.next);
	}
};
