import { forgotForm } from '#hub/people/schema.ts';
import { requestPasswordLink } from '#hub/people/password-links.ts';
import { instance } from '#platform/instance.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';

export const load = () => ({ mails: instance().config.smtpUrl !== null });

export const actions = {
	default: async (event) => {
		const { failed } = await submit(event, forgotForm, (input) =>
			requestPasswordLink(instance(), input, clientOf(event))
		);
		return failed ?? { asked: true };
	}
};
