import { mailForm, portalSwitchForm } from '#hub/branding/schema.ts';
import { changeMail, findBranding, letCustomersBegin, switchPortal } from '#hub/branding/verbs.ts';
import { loyaltyForm } from '#hub/loyalty/schema.ts';
import { changeLoyalty, loyaltySettings } from '#hub/loyalty/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { changeReferralProgram, referralProgram } from '#hub/referrals/program.ts';
import { programForm } from '#hub/referrals/schema.ts';
import { instance } from '#platform/instance.ts';
import { database, failedAs, memberOf, submit } from '../../../respond.ts';
import { brandActions } from '../../brand-actions.ts';
import { loyaltySamples } from './loyalty/samples.ts';

export const load = ({ locals }) => {
	const actor = memberOf(locals);
	return asMember(database(), actor, async (tx) => {
		const [branding, loyalty, program] = await Promise.all([
			findBranding(tx, actor),
			loyaltySettings(tx, actor),
			referralProgram(tx, actor)
		]);
		const samples = loyaltySamples(loyalty.rule, locals.session?.organization?.locale ?? null);
		return { ...branding, loyalty, samples, program };
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
	},
	referral: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, programForm, (input) =>
			asMember(database(), actor, (tx) => changeReferralProgram(instance(), tx, actor, input))
		);
		return failed ? failedAs('referral', failed) : { done: 'referral' as const };
	}
};
