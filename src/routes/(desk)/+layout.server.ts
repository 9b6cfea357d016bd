import { error } from '@sveltejs/kit';

/** What every page of the desk knows: who is signed in, where she works, and where else she may. */
export const load = ({ locals: { actor, session } }) => {
	if (!actor || !session?.organization) error(401, 'Please sign in first.');
	const { person, organization, organizations } = session;
	return { person, organization, organizations, role: actor.role };
};
