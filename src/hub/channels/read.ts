import { asWorker } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { seal, unseal } from '#platform/sealing.ts';
import type { ChannelKind, ChannelSettings } from './schema.ts';
import * as sql from './sql.ts';

const PURPOSE = 'channel settings';
const place = (orgId: string, kind: ChannelKind) => `${orgId}/${kind}`;

/** An organization's channel, opened: for whoever connects, never for a page. */
export type OpenChannel<Kind extends ChannelKind> = {
	settings: ChannelSettings[Kind];
	/** Names these settings among earlier and later ones. */
	updatedAt: Date;
	status: sql.ChannelStatus;
};

export const sealSettings = <Kind extends ChannelKind>(
	{ secrets }: Pick<Instance, 'secrets'>,
	orgId: string,
	kind: Kind,
	settings: ChannelSettings[Kind]
) => seal(secrets.derive(PURPOSE), place(orgId, kind), JSON.stringify(settings));

/** Throws when they were sealed with another instance's key. */
export const openSettings = <Kind extends ChannelKind>(
	{ secrets }: Pick<Instance, 'secrets'>,
	orgId: string,
	kind: Kind,
	sealed: Buffer
) => JSON.parse(unseal(secrets.derive(PURPOSE), place(orgId, kind), sealed)) as ChannelSettings[Kind];

/** The organization's own channel of a kind, in its transaction; null: it has none. Throws when the instance key is another. */
export async function readChannel<Kind extends ChannelKind>(
	hub: Pick<Instance, 'secrets'>,
	tx: Tx,
	orgId: string,
	kind: Kind
): Promise<OpenChannel<Kind> | null> {
	const row = await sql.channelRow(tx, kind);
	if (!row) return null;
	const { sealed, updatedAt, status } = row;
	return { settings: openSettings(hub, orgId, kind, sealed), updatedAt, status };
}

/** Whether the organization of this transaction has set up a channel of this kind. */
export const hasChannel = async (tx: Tx, kind: ChannelKind): Promise<boolean> =>
	(await sql.channelRow(tx, kind)) !== null;

/** Writes down how a try with these settings ended; `error` is a sentence for the owner, null: it works. */
export async function recordChannel(
	hub: Pick<Instance, 'database'>,
	orgId: string,
	kind: ChannelKind,
	{ updatedAt }: Pick<OpenChannel<ChannelKind>, 'updatedAt'>,
	error: string | null
): Promise<void> {
	await asWorker(hub.database, orgId, (tx) =>
		sql.setStatus(tx, kind, updatedAt, error === null ? 'working' : 'failing', error?.slice(0, 500) ?? null)
	);
}

/** Organizations that have such a channel. Changes are told on the PostgreSQL channel `channels` as `{org, kind}`. */
export const organizationsWith = (hub: Pick<Instance, 'database'>, kind: ChannelKind) =>
	asWorker(hub.database, null, (tx) => sql.organizationsWith(tx, kind));

/** Organizations that say this external id (WhatsApp's phone number id) is theirs; each one's secret must still prove it. */
export const organizationsKnownAs = (
	hub: Pick<Instance, 'database'>,
	kind: ChannelKind,
	externalId: string
) => asWorker(hub.database, null, (tx) => sql.organizationsKnownAs(tx, kind, externalId));
