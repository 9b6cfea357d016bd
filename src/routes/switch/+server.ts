import { error, redirect } from '@sveltejs/kit';
import { switchForm } from '#hub/people/schema.ts';
import { switchOrganization } from '#hub/people/sign-in.ts';
import { readForm } from '#platform/forms/forms.ts';
import { answer, database } from '../respond.ts';

export const POST = async ({ request, locals: { token } }) => {
	await answer(async () => {
		const form = await readForm(request, switchForm);
		if (!form.ok) error(400, 'This organization is not known.');
		await switchOrganization(database(), token ?? '', form.data.organization);
	});
	// The page that was open belongs to the other organization.
	redirect(303, '/inbox');
};
