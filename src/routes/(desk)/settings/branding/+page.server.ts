import { mailForm, portalSwitchForm } from '#hub/branding/schema.ts';
import { changeMail, findBranding, letCustomersBegin, switchPortal } from '#hub/branding/verbs.ts';
import { loyaltyForm } from '#hub/loyalty/schema.ts';
import { changeLoyalty, loyaltySettings } from '#hub/loyalty/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { database, failedAs, memberOf, submit } from '../../../respond.ts';
import { brandActions } from '../../brand-actions.ts';
import { loyaltySamples } from './loyalty/samples.ts';

export const load = ({ locals }) => {
	const actor = memberOf(locals);
	return asMember(database(), actor, async (tx) => {
		const [branding, loyalty] = await Promise.all([findBranding(tx, actor), loyaltySettings(tx, actor)]);
		const samples = loyaltySamples(loyalty.rule, locals.session?.organization?.locale ?? null);
		return { ...branding, loyalty, samples };
	});
};

export const actions = {
	...brandActions,
	mail: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, mailForm, (input) =>
			asMember(database(), actor, (tx) => changeMail(tx, actor, input))
		);
		return failed ? failedAs('mail', failed) : { done: 'mail' as const };
	},
	portal: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, portalSwitchForm, ({ on }) =>
			asMember(database(), actor, (tx) => switchPortal(tx, actor, on === 'true'))
		);
		return failed ? failedAs('portal', failed) : { done: 'portal' as const };
	},
	newCase: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, portalSwitchForm, ({ on }) =>
			asMember(database(), actor, (tx) => letCustomersBegin(tx, actor, on === 'true'))
		);
		return failed ? failedAs('portal', failed) : { done: 'newCase' as const };
	},
	loyalty: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, loyaltyForm, (input) =>
			asMember(database(), actor, (tx) => changeLoyalty(tx, actor, input))
		);
		return failed ? failedAs('loyalty', failed) : { done: 'loyalty' as const };
	}
};
