import { error } from '@sveltejs/kit';
import { countNeedingReply } from '#hub/inbox/list.ts';
import { isSettingUp } from '#hub/welcome/welcome.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database } from '../respond.ts';

/** What every page of the desk knows: who is signed in, where she works, where else she may, and what waits for her. */
export const load = async ({ locals: { actor, session }, depends }) => {
	depends('hub:inbox');
	if (!actor || !session?.organization) error(401, 'Please sign in first.');
	const { person, organization, organizations } = session;
	const [needsReply, settingUp] = await answer(() =>
		asMember(database(), actor, (tx) => Promise.all([countNeedingReply(tx, actor), isSettingUp(tx, actor)]))
	);
	return { person, organization, organizations, role: actor.role, needsReply, settingUp };
};
