import { sender } from '#hub/outbox/links.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { openMailer, type Mailbox, type Mailer } from '#platform/mail/mailer.ts';
import { resolveOutside } from '#platform/outside.ts';
import { readChannel, recordChannel, type OpenChannel } from './read.ts';
import type { ChannelSettings } from './schema.ts';

/** How mail of an organization leaves: over its own server, else over the instance's; null: there is neither. */
export type WayOut = { from: Mailbox } & (
	{ own: OpenChannel<'smtp'>; url: null } | { own: null; url: string }
);

export const NO_WAY_OUT = 'Waiting: no mail server is set up.';

/** `name`: what customers know the business as. */
export async function findWayOut(
	hub: Pick<Instance, 'config' | 'secrets'>,
	tx: Tx,
	orgId: string,
	name: string
): Promise<WayOut | null> {
	const own = await readChannel(hub, tx, orgId, 'smtp');
	if (own) {
		const { fromName, fromAddress } = own.settings;
		return { own, url: null, from: { name: fromName ?? name, address: fromAddress } };
	}
	const { smtpUrl } = hub.config;
	return smtpUrl ? { own: null, url: smtpUrl, from: { name, address: addressOf(sender(hub)) } } : null;
}

const addressOf = (text: string) => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text.trim();

/** Throws OutsideRefused for a host that is not to be connected to. */
export async function openWayOut(hub: Pick<Instance, 'config'>, way: WayOut): Promise<Mailer> {
	return way.own ? openServer(hub, way.own.settings) : openMailer(way.url);
}

export async function openServer(
	{ config }: Pick<Instance, 'config'>,
	{ host, port, security, user, password }: ChannelSettings['smtp']
): Promise<Mailer> {
	const { address, servername } = await resolveOutside(host, config.allowPrivateHosts);
	return openMailer({ host: address, ...(servername && { servername }), port, security, user, password });
}

/** How the organization's own server fared; of the instance's nobody keeps book. `error` null: it took a mail. */
export async function recordWayOut(
	hub: Pick<Instance, 'database'>,
	orgId: string,
	{ own }: WayOut,
	error: string | null
): Promise<void> {
	if (own && !(error === null && own.status === 'working'))
		await recordChannel(hub, orgId, 'smtp', own, error);
}
