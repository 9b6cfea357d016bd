import { languageOf } from '#hub/texts/language.ts';
import { writeLetter } from '#hub/branding/mail/letter.ts';
import { invalid } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import type { Instance } from '#platform/instance.ts';
import { MailDelayed, MailRefused } from '#platform/mail/mailer.ts';
import { OutsideRefused } from '#platform/outside.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { readChannel, recordChannel, type OpenChannel } from './read.ts';
import { countTry, mustChangeChannels } from './policy.ts';
import { openServer } from './way-out.ts';
import * as sql from './sql.ts';

/** How a try ended: whom the mail went to, or why not, in a sentence. */
export type Tried = { sentTo: string; reason: null } | { sentTo: null; reason: string };

/**
 * Connects to the organization's own server as every mail does and sends one to the member herself; the channel is shown as
 * working or failing from then on. Throws forbidden, too-many, and invalid without saved settings.
 */
export async function trySmtp(instance: Instance, actor: Member): Promise<Tried> {
	mustChangeChannels(actor);
	await countTry(instance, actor);
	const { channel, person } = await asMember(instance.database, actor, async (tx) => {
		const [channel, person] = await Promise.all([
			readChannel(instance, tx, actor.orgId, 'smtp').catch((cause: unknown) => {
				if (isUnsealable(cause))
					throw invalid({ '': 'The settings cannot be read any more. Type them again.' });
				throw cause;
			}),
			sql.whoTries(tx)
		]);
		return { channel, person };
	});
	if (!channel) throw invalid({ '': 'Save the settings first.' });
	const reason = await tryOnce(instance, channel, person);
	await recordChannel(instance, actor.orgId, 'smtp', channel, reason);
	return reason === null ? { sentTo: person.email, reason } : { sentTo: null, reason };
}

/** null: the server took the mail. */
async function tryOnce(
	instance: Instance,
	{ settings }: OpenChannel<'smtp'>,
	{ name, email, organization, brandColor, locale }: sql.WhoTries
): Promise<string | null> {
	const brand = {
		name: organization,
		color: brandColor,
		logo: null,
		postalAddress: null,
		contactPhone: null
	};
	const letter = writeLetter({
		brand,
		language: languageOf('en', locale),
		body: `Hello ${name},\n\nthis mail came through the server that you set up for ${organization}. Mail to your customers now leaves the same way.`,
		signature: '',
		portalLink: null,
		reference: null
	});
	try {
		const mailer = await openServer(instance, settings);
		try {
			await mailer.send({
				...letter,
				from: { name: settings.fromName ?? organization, address: settings.fromAddress },
				to: { name, address: email },
				subject: `Test mail from ${organization}`,
				messageId: newMessageId(instance),
				headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
			});
		} finally {
			mailer.close();
		}
		return null;
	} catch (cause) {
		if (cause instanceof MailRefused || cause instanceof MailDelayed || cause instanceof OutsideRefused)
			return cause.message;
		throw cause;
	}
}
