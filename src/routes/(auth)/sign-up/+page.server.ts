import { error, redirect } from '@sveltejs/kit';
import { signUp, signUpByMail } from '#hub/organizations/founding.ts';
import { foundingForm, signUpForm } from '#hub/organizations/schema.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';
import { keepSession } from '../../session-cookie.ts';

/** Where mail leaves, what an address has here is told to its owner alone (docs/decisions/0032). */
const byMail = () => instance().config.smtpUrl !== null;

export const load = () => {
	if (instance().config.signup !== 'open') error(404, 'Nobody can sign up here. Ask for an invitation.');
	return { byMail: byMail() };
};

export const actions = {
	default: async (event) => {
		if (byMail()) {
			const { failed } = await submit(event, signUpForm, (input) =>
				signUpByMail(instance(), input, clientOf(event))
			);
			return failed ?? { asked: true, errors: {}, values: {} };
		}
		const { done, failed } = await submit(event, foundingForm, (input) =>
			signUp(instance(), input, clientOf(event))
		);
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, '/welcome');
	}
};
