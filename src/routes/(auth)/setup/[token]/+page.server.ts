import { error, redirect } from '@sveltejs/kit';
import { setUp, setupLinkWorks } from '#hub/organizations/founding.ts';
import { foundingForm } from '#hub/organizations/schema.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../../client.ts';
import { submit } from '../../../respond.ts';
import { keepSession } from '../../../session-cookie.ts';

export const load = async ({ params }) => {
	if (!(await setupLinkWorks(instance(), params.token)))
		error(
			404,
			'It was used, it has expired, or there is an organization by now. A new one is printed at each start.'
		);
};

export const actions = {
	default: async (event) => {
		const { done, failed } = await submit(event, foundingForm, (input) =>
			setUp(instance(), event.params.token, input, clientOf(event))
		);
		if (failed) return failed;
		keepSession(event.cookies, done.token, done.expiresAt);
		redirect(303, '/welcome');
	}
};
