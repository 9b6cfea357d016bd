import { mustChangeChannels } from '#hub/channels/policy.ts';
import { asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './channels-sql.ts';
import { theOnlyOrganization } from './whatsapp-sql.ts';

/** What the operator has set up for an organization that has not set up its own. */
export type InstanceChannels = {
	/** Mail to it comes in by the mail server's webhook; null: there is no such server. */
	inboundAddress: string | null;
	/** IMAP_URL and WHATSAPP_…, where this is the instance's only organization. */
	mailbox: boolean;
	whatsapp: boolean;
};

/** Throws forbidden for whoever does not set channels up. */
export async function instanceChannels(
	{ config, database }: Pick<Instance, 'config' | 'database'>,
	actor: Member
): Promise<InstanceChannels> {
	mustChangeChannels(actor);
	const { mailWebhookSecret, imapUrl, whatsapp } = config;
	const only =
		imapUrl !== null || whatsapp !== null ? await asWorker(database, null, theOnlyOrganization) : null;
	const isOnly = only === actor.orgId;
	return {
		inboundAddress:
			mailWebhookSecret === null ? null : await asWorker(database, actor.orgId, sql.inboundAddress),
		mailbox: imapUrl !== null && isOnly,
		whatsapp: whatsapp !== null && isOnly
	};
}
