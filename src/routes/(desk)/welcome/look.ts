import { LOGO_LIMIT, lookForm } from '#hub/branding/schema.ts';
import { changeBrand, changeLogo } from '#hub/branding/verbs.ts';
import { invalid } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readFields } from '#platform/forms/forms.ts';
import type { Instance } from '#platform/instance.ts';
import { readMultipart } from '#platform/multipart/multipart.ts';

/**
 * Saves what the business looks like from one form: the brand, and the logo when a picture was chosen. The fields come before the
 * picture, so that of a form with a mistake nothing is saved. Fills `typed` as it reads. Throws `invalid`, `forbidden`, and as `readMultipart`.
 */
export async function saveLook(
	hub: Instance,
	actor: Member,
	request: Request,
	typed: Record<string, string>
): Promise<void> {
	const parts = readMultipart(request, {
		fileSize: LOGO_LIMIT + 1,
		files: 1,
		fields: 10,
		fieldSize: 4096,
		idle: 30_000
	});
	for await (const part of parts) {
		if (part.kind === 'field') {
			if (Object.hasOwn(typed, part.field)) throw invalid({ [part.field]: 'This was sent twice.' });
			typed[part.field] = part.value;
			continue;
		}
		if (part.field !== 'file') throw invalid({ '': `This form does not know ${part.field}.` });
		await changeLogo(hub, actor, part.stream, lookOf(typed).square);
	}
	await asMember(hub.database, actor, (tx) => changeBrand(tx, actor, lookOf(typed)));
}

function lookOf(typed: Record<string, string>) {
	const read = readFields(lookForm, typed);
	if (!read.ok) throw invalid(read.errors);
	return read.data;
}
