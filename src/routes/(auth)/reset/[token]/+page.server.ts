import { error, redirect } from '@sveltejs/kit';
import { passwordLinkOwner, resetPassword } from '#hub/people/password-links.ts';
import { resetForm } from '#hub/people/schema.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../../client.ts';
import { submit } from '../../../respond.ts';
import { dropSession } from '../../../session-cookie.ts';

export const load = async ({ params }) => {
	const email = await passwordLinkOwner(instance(), params.token);
	if (!email) error(404, 'It was used, it has expired, or the password changed since.');
	return { email };
};

export const actions = {
	default: async (event) => {
		const { failed } = await submit(event, resetForm, (input) =>
			resetPassword(instance(), event.params.token, input, clientOf(event))
		);
		if (failed) return failed;
		dropSession(event.cookies);
		redirect(303, '/sign-in?new-password');
	}
};
