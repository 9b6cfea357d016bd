import { error, fail, redirect } from '@sveltejs/kit';
import { findBranding } from '#hub/branding/verbs.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { addition } from '#hub/customers/schema.ts';
import { addCustomer, findCustomer } from '#hub/customers/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { findBusiness } from '#hub/organizations/business.ts';
import { canChangeSettings } from '#hub/organizations/policy.ts';
import { businessForm, nothingForm } from '#hub/organizations/schema.ts';
import { portalShareOf } from '#hub/portal/share.ts';
import { beginnings, type Industry } from '#hub/welcome/beginnings.ts';
import { readStep, stepAfter } from '#hub/welcome/schema.ts';
import { beginBusiness, endWelcome, welcomeStanding } from '#hub/welcome/welcome.ts';
import { instance } from '#platform/instance.ts';
import { answer, attempt, database, failedAs, memberOf, submit } from '../../respond.ts';
import { businessChoices } from '../../choices.ts';
import { saveLook } from './look.ts';

const next = (step: Parameters<typeof stepAfter>[0]) => {
	const after = stepAfter(step);
	return after ? `/welcome?step=${after}` : '/inbox';
};

export const load = ({ locals, url }) => {
	const actor = memberOf(locals);
	if (!canChangeSettings(actor.role)) redirect(303, '/inbox');
	const step = readStep(url.searchParams.get('step'));
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const standing = await welcomeStanding(tx, actor);
			const [{ business }, branding, customer, share] = await Promise.all([
				findBusiness(tx, actor),
				findBranding(tx, actor),
				standing.customerId ? findCustomer(tx, actor, standing.customerId) : null,
				standing.customerId ? portalShareOf(instance(), tx, actor, standing.customerId) : null
			]);
			return {
				step,
				after: next(step),
				standing,
				business,
				choices: businessChoices(business),
				beginnings: beginnings[business.industry as Industry],
				branding,
				customer: customer && {
					id: customer.id,
					name: customer.name,
					email: customer.email,
					phone: customer.phone
				},
				link: share?.link ?? null
			};
		})
	);
};

export const actions = {
	business: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, businessForm, (input) =>
			asMember(database(), actor, (tx) => beginBusiness(instance(), tx, actor, input))
		);
		if (failed) return failedAs('business', failed);
		redirect(303, next('business'));
	},
	look: async (event) => {
		const actor = memberOf(event.locals);
		const typed: Record<string, string> = {};
		const { failed } = await attempt(typed, () => saveLook(instance(), actor, event.request, typed));
		if (failed) return failedAs('look', failed);
		redirect(303, next('brand'));
	},
	customer: async (event) => {
		const actor = memberOf(event.locals);
		const key = instance().secrets.derive(PORTAL_TOKEN_PURPOSE);
		const { done, failed } = await submit(event, addition, async (input, typed) => ({
			typed,
			outcome: await asMember(database(), actor, (tx) => addCustomer(tx, actor, input, key))
		}));
		if (failed) return failedAs('customer', failed);
		const { outcome, typed } = done;
		if ('duplicates' in outcome)
			return fail(409, {
				of: 'customer' as const,
				errors: {},
				values: typed,
				duplicates: outcome.duplicates
			});
		redirect(303, next('customer'));
	},
	end: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, nothingForm, () =>
			asMember(database(), actor, (tx) => endWelcome(tx, actor))
		);
		if (failed) error(failed.status, 'Setting up is for owners and admins.');
		redirect(303, '/inbox');
	}
};
