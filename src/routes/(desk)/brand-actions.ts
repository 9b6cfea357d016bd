import type { RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { brandForm, LOGO_LIMIT, squareField } from '#hub/branding/schema.ts';
import { changeBrand, changeLogo, removeLogo } from '#hub/branding/verbs.ts';
import { invalid } from '#hub/errors.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { readMultipart } from '#platform/multipart/multipart.ts';
import { attempt, database, failedAs, memberOf, submit } from '../respond.ts';

/** The forms that change how the business looks, on every page that has them. */
export const brandActions = {
	brand: async (event: RequestEvent) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, brandForm, (input) =>
			asMember(database(), actor, (tx) => changeBrand(tx, actor, input))
		);
		return failed ? failedAs('brand', failed) : { done: 'brand' as const };
	},
	logo: async (event: RequestEvent) => {
		const actor = memberOf(event.locals);
		const { failed } = await attempt({}, async () => {
			const parts = readMultipart(event.request, {
				fileSize: LOGO_LIMIT + 1,
				files: 1,
				fields: 1,
				fieldSize: 100,
				idle: 30_000
			});
			let given = false;
			let square = null;
			for await (const part of parts) {
				if (part.kind === 'field' && part.field === 'square') {
					const read = squareField.safeParse(part.value);
					if (!read.success) throw invalid({ file: 'The square of the picture could not be read.' });
					square = read.data;
					continue;
				}
				if (part.kind !== 'file' || part.field !== 'file')
					throw invalid({ '': `This form does not know ${part.field}.` });
				await changeLogo(instance(), actor, part.stream, square);
				given = true;
			}
			if (!given) throw invalid({ file: 'Choose a picture first.' });
		});
		return failed ? failedAs('logo', failed) : { done: 'logo' as const };
	},
	removeLogo: async (event: RequestEvent) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, z.strictObject({}), () => removeLogo(instance(), actor));
		return failed ? failedAs('logo', failed) : { done: 'removeLogo' as const };
	}
};
