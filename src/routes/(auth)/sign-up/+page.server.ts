import { error, redirect } from '@sveltejs/kit';
import { signUp } from '#hub/organizations/founding.ts';
import { foundingForm } from '#hub/organizations/schema.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';
import { keepSession } from '../../session-cookie.ts';
import { foundingChoices } from '../../choices.ts';

export const load = () => {
	if (instance().config.signup !== 'open') error(404, 'Nobody can sign up here. Ask for an invitation.');
	return { choices: foundingChoices };
};

export const actions = {
	default: async (event) => {
		const { done, failed } = await submit(event, foundingForm, (input) =>
			signUp(instance(), input, clientOf(event))
		);
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, '/welcome');
	}
};
