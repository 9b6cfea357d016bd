import { z } from 'zod';
import { redirect } from '@sveltejs/kit';
import { asMember } from '#hub/organizations/actor.ts';
import { deleteTemplate, templatesOf } from '#hub/quotes/drafts.ts';
import { canSetUpMoney, canWriteQuotes } from '#hub/quotes/policy.ts';
import { setupForm } from '#hub/quotes/schema.ts';
import { changeMoneySetup, moneySetupOf } from '#hub/quotes/setup.ts';
import { uuid } from '#platform/forms/text.ts';
import { answer, database, failedAs, memberOf, submit } from '../../../respond.ts';

export const load = async ({ locals }) => {
	const actor = memberOf(locals);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const [setup, templates] = await Promise.all([moneySetupOf(tx, actor), templatesOf(tx, actor)]);
			return {
				setup,
				templates,
				mayChange: canSetUpMoney(actor.role),
				mayWrite: canWriteQuotes(actor.role)
			};
		})
	);
};

export const actions = {
	save: async (event) => {
		const actor = memberOf(event.locals);
		const { locale } = await asMember(database(), actor, (tx) => moneySetupOf(tx, actor));
		const { failed } = await submit(event, setupForm(locale), (input) =>
			asMember(database(), actor, (tx) => changeMoneySetup(tx, actor, input))
		);
		if (failed) return failedAs('save', failed);
		redirect(303, '/settings/quotes');
	},
	removeTemplate: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(
			event,
			z.strictObject({ template: uuid('The template') }),
			({ template }) => asMember(database(), actor, (tx) => deleteTemplate(tx, actor, template))
		);
		if (failed) return failedAs('template', failed);
		redirect(303, '/settings/quotes');
	}
};
