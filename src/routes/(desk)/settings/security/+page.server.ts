import { redirect } from '@sveltejs/kit';
import {
	changePassword,
	endSessionOf,
	listSessions,
	rename,
	signOutEverywhere
} from '#hub/people/account.ts';
import { deviceName } from '#hub/people/device.ts';
import { passwordForm, renameForm, sessionForm } from '#hub/people/schema.ts';
import { instance } from '#platform/instance.ts';
import { database, failedAs, holderOf, submit } from '../../../respond.ts';
import { dropSession, keepSession } from '../../../session-cookie.ts';

export const load = async ({ locals }) => {
	const sessions = await listSessions(database(), holderOf(locals));
	return { sessions: sessions.map(({ device, ...session }) => ({ ...session, device: deviceName(device) })) };
};

export const actions = {
	rename: async (event) => {
		const { failed } = await submit(event, renameForm, async ({ name }) => {
			await rename(database(), holderOf(event.locals), name);
			// The page is shown again after this, with the new name everywhere.
			if (event.locals.session) event.locals.session.person.name = name;
		});
		return failed ? failedAs('rename', failed) : { done: 'rename' as const };
	},
	password: async (event) => {
		const { done, failed } = await submit(event, passwordForm, (input) =>
			changePassword(instance(), holderOf(event.locals), input)
		);
		if (failed) return failedAs('password', failed);
		// The page is shown again after this, by the new token.
		event.locals.token = done;
		keepSession(event.cookies, done, new Date(event.locals.session?.expiresAt ?? Date.now()));
		return { done: 'password' as const };
	},
	end: async (event) => {
		const { failed } = await submit(event, sessionForm, ({ session }) =>
			endSessionOf(database(), holderOf(event.locals), session)
		);
		return failed ? failedAs('end', failed) : { done: 'end' as const };
	},
	everywhere: async (event) => {
		await signOutEverywhere(database(), holderOf(event.locals));
		dropSession(event.cookies);
		redirect(303, '/sign-in');
	}
};
