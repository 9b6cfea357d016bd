import { z } from 'zod';
import { invalid } from '#hub/errors.ts';
import { brandForm, LOGO_LIMIT, mailForm, portalSwitchForm } from '#hub/branding/schema.ts';
import {
	changeBrand,
	changeLogo,
	changeMail,
	findBranding,
	letCustomersBegin,
	removeLogo,
	switchPortal
} from '#hub/branding/verbs.ts';
import { loyaltyForm } from '#hub/loyalty/schema.ts';
import { changeLoyalty, loyaltySettings } from '#hub/loyalty/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { readMultipart } from '#platform/multipart/multipart.ts';
import { attempt, database, failedAs, memberOf, submit } from '../../../respond.ts';
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
	brand: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, brandForm, (input) =>
			asMember(database(), actor, (tx) => changeBrand(tx, actor, input))
		);
		return failed ? failedAs('brand', failed) : { done: 'brand' as const };
	},
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
	logo: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await attempt({}, async () => {
			const parts = readMultipart(event.request, {
				fileSize: LOGO_LIMIT + 1,
				files: 1,
				fields: 0,
				fieldSize: 0,
				idle: 30_000
			});
			let given = false;
			for await (const part of parts) {
				if (part.kind !== 'file' || part.field !== 'file')
					throw invalid({ '': `This form does not know ${part.field}.` });
				await changeLogo(instance(), actor, part.stream);
				given = true;
			}
			if (!given) throw invalid({ file: 'Choose a picture first.' });
		});
		return failed ? failedAs('logo', failed) : { done: 'logo' as const };
	},
	removeLogo: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, z.strictObject({}), () => removeLogo(instance(), actor));
		return failed ? failedAs('logo', failed) : { done: 'removeLogo' as const };
	}
};
