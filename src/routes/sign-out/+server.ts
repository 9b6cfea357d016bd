import { redirect } from '@sveltejs/kit';
import { signOut } from '#hub/people/sign-in.ts';
import { database } from '../respond.ts';
import { dropSession, sessionCookie } from '../session-cookie.ts';

export const POST = async ({ cookies }) => {
	await signOut(database(), sessionCookie(cookies));
	dropSession(cookies);
	redirect(303, '/sign-in');
};
