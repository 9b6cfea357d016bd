import { invalid } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { lookAtNumber, WhatsAppDelayed, WhatsAppRefused } from '#platform/whatsapp/client.ts';
import { countTry, mustChangeChannels } from './policy.ts';
import { readChannel, recordChannel, type OpenChannel } from './read.ts';

/** How a try ended: the number as WhatsApp shows it, or why not, in a sentence. */
export type TriedWhatsApp = { number: string; reason: null } | { number: null; reason: string };

/**
 * Asks WhatsApp about the organization's number with its token, which sends nothing; the channel is shown as working or failing
 * from then on. Throws forbidden, too-many, and invalid without saved settings.
 */
export async function tryWhatsApp(instance: Instance, actor: Member): Promise<TriedWhatsApp> {
	mustChangeChannels(actor);
	await countTry(instance, actor);
	const channel = await asMember(instance.database, actor, (tx) =>
		readChannel(instance, tx, actor.orgId, 'whatsapp').catch((cause: unknown) => {
			if (isUnsealable(cause))
				throw invalid({ '': 'The settings cannot be read any more. Type them again.' });
			throw cause;
		})
	);
	if (!channel) throw invalid({ '': 'Save the settings first.' });
	const tried = await tryOnce(instance, channel);
	await recordChannel(instance, actor.orgId, 'whatsapp', channel, tried.reason);
	return tried;
}

async function tryOnce(
	{ config }: Instance,
	{ settings: { phoneNumberId, token } }: OpenChannel<'whatsapp'>
): Promise<TriedWhatsApp> {
	try {
		const number = await lookAtNumber({ api: config.whatsappApiUrl, phoneNumberId, token: token ?? '' });
		return { number, reason: null };
	} catch (cause) {
		if (cause instanceof WhatsAppRefused || cause instanceof WhatsAppDelayed)
			return { number: null, reason: cause.message };
		throw cause;
	}
}
