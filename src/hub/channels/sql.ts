import type { Tx } from '#platform/database/database.ts';
import type { ChannelKind } from './schema.ts';

export type ChannelStatus = 'untested' | 'working' | 'failing';

export type ChannelRow = {
	kind: ChannelKind;
	sealed: Buffer;
	status: ChannelStatus;
	/** Why it fails, in a sentence. */
	lastError: string | null;
	checkedAt: Date | null;
	updatedAt: Date;
};

const columns = (tx: Tx) =>
	tx`kind, sealed, status, last_error as "lastError", checked_at as "checkedAt", updated_at as "updatedAt"`;

export function channelRows(tx: Tx): Promise<ChannelRow[]> {
	return tx<
		ChannelRow[]
	>`select ${columns(tx)} from channels where org_id = (select scope_org()) order by kind`;
}

export async function channelRow(tx: Tx, kind: ChannelKind): Promise<ChannelRow | null> {
	const [row] = await tx<ChannelRow[]>`
		select ${columns(tx)} from channels where org_id = (select scope_org()) and kind = ${kind}`;
	return row ?? null;
}

/** Untested from then on. */
export async function upsertChannel(
	tx: Tx,
	kind: ChannelKind,
	sealed: Buffer,
	externalId: string | null
): Promise<void> {
	await tx`insert into channels (org_id, kind, sealed, external_id)
		values ((select scope_org()), ${kind}, ${sealed}, ${externalId})
		on conflict (org_id, kind) do update set sealed = excluded.sealed, external_id = excluded.external_id,
			status = 'untested', last_error = null, checked_at = null, updated_at = now()`;
}

export async function deleteChannel(tx: Tx, kind: ChannelKind): Promise<boolean> {
	const gone = await tx`delete from channels where org_id = (select scope_org()) and kind = ${kind}`;
	return gone.count > 0;
}

/** `of`: the settings that were tried, so that a result never lands on newer ones. */
export async function setStatus(
	tx: Tx,
	kind: ChannelKind,
	of: Date,
	status: ChannelStatus,
	error: string | null
): Promise<void> {
	await tx`update channels set status = ${status}, last_error = ${error}, checked_at = now()
		where org_id = (select scope_org()) and kind = ${kind}
			and date_trunc('milliseconds', updated_at) = date_trunc('milliseconds', ${of}::timestamptz)`;
}

export async function organizationsWith(
	tx: Tx,
	kind: ChannelKind
): Promise<{ orgId: string; updatedAt: Date }[]> {
	return tx<{ orgId: string; updatedAt: Date }[]>`
		select org_id as "orgId", updated_at as "updatedAt" from gate.channels_of(${kind})`;
}

export async function organizationsKnownAs(tx: Tx, kind: ChannelKind, externalId: string): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`select id from gate.channel_owners(${kind}, ${externalId}) as id`;
	return rows.map((row) => row.id);
}

/** The signed-in person, and the organization that she tries a channel for. */
export type WhoTries = {
	name: string;
	email: string;
	organization: string;
	brandColor: string;
	locale: string;
};

export async function whoTries(tx: Tx): Promise<WhoTries> {
	const [row] = await tx<[WhoTries]>`
		select people.name, people.email, organizations.name as organization, organizations.brand_color as "brandColor",
			organizations.locale
		from people, organizations where people.id = (select scope_person()) and organizations.id = (select scope_org())`;
	return row;
}

export async function newCaseAfterDays(tx: Tx): Promise<number | null> {
	const [row] = await tx<[{ days: number | null }]>`
		select new_case_after_days as days from organizations where id = (select scope_org())`;
	return row.days;
}

export async function updateNewCaseAfterDays(tx: Tx, days: number | null): Promise<void> {
	await tx`update organizations set new_case_after_days = ${days} where id = (select scope_org())`;
}
