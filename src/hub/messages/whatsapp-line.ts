import { organizationsKnownAs, readChannel } from '#hub/channels/read.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import type { Line } from '#platform/whatsapp/client.ts';
import { theOnlyOrganization } from './whatsapp-sql.ts';

/** How long after her last message a business may write freely to a customer (Meta's customer service window). */
export const WINDOW_HOURS = 24;

/** An organization's WhatsApp number with all that it takes to send, to believe a webhook, and to write after the window. */
export type WhatsAppLine = Line & {
	appSecret: string;
	verifyToken: string;
	/** An approved template with one parameter, in which words may go out after the window; null: none. */
	template: { name: string; language: string } | null;
};

/** The organization's own number, else the instance's while it is the only organization; null: neither. In any role's transaction. */
export async function lineOf(
	{ config, secrets }: Pick<Instance, 'config' | 'secrets'>,
	tx: Tx,
	orgId: string
): Promise<WhatsAppLine | null> {
	const own = await readChannel({ secrets }, tx, orgId, 'whatsapp');
	const api = config.whatsappApiUrl;
	if (own) {
		const { phoneNumberId, token, appSecret, verifyToken, template, templateLanguage } = own.settings;
		if (!token || !appSecret || !verifyToken) return null;
		const written = template ? { name: template, language: templateLanguage ?? 'en' } : null;
		return { api, phoneNumberId, token, appSecret, verifyToken, template: written };
	}
	if (!config.whatsapp || (await theOnlyOrganization(tx)) !== orgId) return null;
	return { api, ...config.whatsapp, template: null };
}

type Owner = { orgId: string; line: WhatsAppLine };

/** Whose number this may be. Anybody can type any number's id, so the caller believes only what is signed with the line's secret. */
export async function linesKnownAs(
	hub: Pick<Instance, 'config' | 'secrets' | 'database'>,
	phoneNumberId: string
): Promise<Owner[]> {
	const orgIds = await organizationsKnownAs(hub, 'whatsapp', phoneNumberId);
	if (hub.config.whatsapp?.phoneNumberId === phoneNumberId) {
		const only = await asWorker(hub.database, null, theOnlyOrganization);
		if (only) orgIds.push(only);
	}
	const owners: Owner[] = [];
	for (const orgId of new Set(orgIds)) {
		const line = await asWorker(hub.database, orgId, (tx) => lineOf(hub, tx, orgId));
		if (line?.phoneNumberId === phoneNumberId) owners.push({ orgId, line });
	}
	return owners;
}
