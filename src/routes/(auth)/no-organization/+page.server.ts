import { redirect } from '@sveltejs/kit';

export const load = ({ locals: { session, actor } }) => {
	if (!session) redirect(303, '/sign-in');
	if (actor) redirect(303, '/inbox');
	return { email: session.person.email };
};
