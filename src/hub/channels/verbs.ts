import { invalid, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { isUnsealable } from '#platform/sealing.ts';
import { mustChangeChannels } from './policy.ts';
import { openSettings, sealSettings } from './read.ts';
import {
	neededSecrets,
	secretFields,
	type ChannelForm,
	type ChannelKind,
	type ChannelSettings
} from './schema.ts';
import * as sql from './sql.ts';

/** A channel as its owner sees it again: everything but the secrets. */
export type ShownChannel<Kind extends ChannelKind> = {
	settings: Omit<ChannelSettings[Kind], (typeof secretFields)[Kind][number]>;
	/** Names of the secrets that are kept. */
	kept: string[];
	/** The settings were sealed with another instance key and must be typed again. */
	unreadable: boolean;
	status: sql.ChannelStatus;
	lastError: string | null;
	checkedAt: Date | null;
};
export type ShownChannels = { [Kind in ChannelKind]: ShownChannel<Kind> | null };

/** What the organization has connected. Throws forbidden. */
export async function listChannels(
	hub: Pick<Instance, 'secrets'>,
	tx: Tx,
	actor: Member
): Promise<ShownChannels> {
	mustChangeChannels(actor);
	const rows = await sql.channelRows(tx);
	const shown = <Kind extends ChannelKind>(kind: Kind): ShownChannel<Kind> | null => {
		const row = rows.find((one) => one.kind === kind);
		return row ? show(hub, actor.orgId, kind, row) : null;
	};
	return { smtp: shown('smtp'), imap: shown('imap'), whatsapp: shown('whatsapp') };
}

function show<Kind extends ChannelKind>(
	hub: Pick<Instance, 'secrets'>,
	orgId: string,
	kind: Kind,
	row: sql.ChannelRow
): ShownChannel<Kind> {
	const { status, lastError, checkedAt } = row;
	const opened = openOrNull(hub, orgId, kind, row.sealed);
	const secret: readonly string[] = secretFields[kind];
	const settings = Object.fromEntries(
		Object.entries(opened ?? {}).filter(([name]) => !secret.includes(name))
	) as ShownChannel<Kind>['settings'];
	const kept = Object.entries(opened ?? {}).flatMap(([name, value]) =>
		secret.includes(name) && value !== null ? [name] : []
	);
	return { settings, kept, unreadable: opened === null, status, lastError, checkedAt };
}

/** null: sealed with another instance's key, so that they must be typed again. */
function openOrNull<Kind extends ChannelKind>(
	hub: Pick<Instance, 'secrets'>,
	orgId: string,
	kind: Kind,
	sealed: Buffer
): ChannelSettings[Kind] | null {
	try {
		return openSettings(hub, orgId, kind, sealed);
	} catch (cause) {
		if (isUnsealable(cause)) return null;
		throw cause;
	}
}

/**
 * Keeps a channel's settings; a secret that was left empty stays as it was, unless the server is another one: then nobody but
 * the new server would get it. Throws forbidden, invalid.
 */
export async function saveChannel<Kind extends ChannelKind>(
	hub: Pick<Instance, 'secrets'>,
	tx: Tx,
	actor: Member,
	kind: Kind,
	form: ChannelForm<Kind>
): Promise<void> {
	mustChangeChannels(actor);
	const row = await sql.channelRow(tx, kind);
	const before = row && openOrNull(hub, actor.orgId, kind, row.sealed);
	const settings: Record<string, unknown> = { ...form };
	const moved = before !== null && 'host' in before && before.host !== settings['host'];
	for (const name of secretFields[kind] as readonly string[]) {
		const kept = before && (before as Record<string, unknown>)[name];
		if (settings[name] === null && kept && moved)
			throw invalid({ [name]: 'The server is another one, so type the password again.' });
		settings[name] ??= kept ?? null;
		const label = neededSecrets[kind][name];
		if (label && settings[name] === null) throw invalid({ [name]: `${label} is missing.` });
	}
	if (kind !== 'whatsapp' && settings['security'] === 'none' && settings['password'])
		throw invalid({
			security: 'A password is not sent over a connection that anybody can read. Choose TLS.'
		});
	const externalId = 'phoneNumberId' in form ? form.phoneNumberId : null;
	const whole = settings as ChannelSettings[Kind];
	await sql.upsertChannel(tx, kind, sealSettings(hub, actor.orgId, kind, whole), externalId);
}

/** Forgets a channel with its secrets. Throws forbidden, not-found. */
export async function removeChannel(tx: Tx, actor: Member, kind: ChannelKind): Promise<void> {
	mustChangeChannels(actor);
	if (!(await sql.deleteChannel(tx, kind))) throw notFound('This channel');
}

/** W3: after how many days a message to a closed case opens a new one; null: it always reopens the old one. Throws forbidden. */
export async function changeNewCaseAfterDays(tx: Tx, actor: Member, days: number | null): Promise<void> {
	mustChangeChannels(actor);
	await sql.updateNewCaseAfterDays(tx, days);
}

export const findNewCaseAfterDays = sql.newCaseAfterDays;
