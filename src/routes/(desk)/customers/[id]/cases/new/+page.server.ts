import { randomUUID } from 'node:crypto';
import { error, redirect } from '@sveltejs/kit';
import { findCustomer } from '#hub/customers/verbs.ts';
import { newCase } from '#hub/inquiries/open.ts';
import { canOpenCase } from '#hub/inquiries/policy.ts';
import { openForm } from '#hub/inquiries/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { moneySetupOf } from '#hub/quotes/setup.ts';
import { languageOf } from '#hub/texts/language.ts';
import { answer, database, memberOf, submit } from '../../../../../respond.ts';

export const load = async ({ locals, params, url }) => {
	const actor = memberOf(locals);
	const { customer, setup } = await answer(() =>
		asMember(database(), actor, async (tx) => {
			const [customer, setup] = await Promise.all([
				findCustomer(tx, actor, params.id),
				moneySetupOf(tx, actor)
			]);
			return { customer, setup };
		})
	);
	const { id, name } = customer;
	if (!canOpenCase(actor.role)) error(403, 'You can read cases, but not open one.');
	// Why her request has to wait is told in her language (GDPR Art. 12).
	const { code, texts } = languageOf(customer.locale, setup.locale);
	const proposed =
		url.searchParams.get('about') === 'deletion' ? { subject: texts.letters.deletion, language: code } : null;
	return { customer: { id, name }, key: randomUUID(), proposed };
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, openForm, (input) =>
			asMember(database(), actor, (tx) => newCase(tx, actor, { customerId: event.params.id, ...input }))
		);
		if (failed) return failed;
		redirect(303, `/inbox/${done}`);
	}
};
