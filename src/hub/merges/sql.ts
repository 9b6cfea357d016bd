import type { Tx } from '#platform/database/database.ts';
import { type Naming } from './moves.ts';

/** A row of customers as PostgreSQL writes it as JSON: times with all their digits, bytes as `\x…`. */
export type CustomerJson = {
	id: string;
	name: string;
	email: string | null;
	email_normalized: string | null;
	phone: string | null;
	phone_normalized: string | null;
	address: string | null;
	locale: string | null;
	preferences: string;
	preferences_updated_at: string | null;
	portal_token_hash: string;
	portal_token_encrypted: string;
	portal_token_created_at: string;
	portal_seen_at: string | null;
	created_at: string;
	[column: string]: string | null;
};

/** What customer_merges.undo holds for a day. */
export type UndoRecord = {
	/** The merged customer's row. */
	row: CustomerJson;
	/** Ids of what moved, by `nameOf` its move. */
	moved: Record<string, string[]>;
	/** Ids of the aliases that the merge made. */
	aliases: string[];
	/** What the merge changed of the kept customer. */
	was: CustomerJson;
	became: CustomerJson;
};

export async function customersAsJson(tx: Tx, ids: string[]): Promise<CustomerJson[]> {
	const rows = await tx<{ row: CustomerJson }[]>`
		select to_jsonb(customers) - 'sort_name' as row from customers
		where org_id = (select scope_org()) and id = any(${ids}::uuid[])`;
	return rows.map(({ row }) => row);
}

/**
 * Until the end of the transaction nobody changes these customers, or adds anything that names one of them. Their cases come
 * first, in the order in which whoever brings a message takes them.
 */
export async function lockCustomers(tx: Tx, ids: string[]): Promise<void> {
	await tx`select from inquiries where org_id = (select scope_org()) and customer_id = any(${ids}::uuid[]) order by id for update`;
	await tx`select from customers where org_id = (select scope_org()) and id = any(${ids}::uuid[]) order by id for update`;
}

/** Which of them ask to be deleted. */
export async function askingToBeDeleted(tx: Tx, ids: string[]): Promise<boolean> {
	const rows = await tx`select from customer_data_requests
		where org_id = (select scope_org()) and customer_id = any(${ids}::uuid[]) and status = 'pending' limit 1`;
	return rows.length > 0;
}

/**
 * Keys of forms are unique for each customer. Two that somebody sent in both portals have long done their work: those of the
 * merged customer are forgotten, so that they do not stand in the way.
 */
export async function forgetSharedKeys(tx: Tx, from: string, to: string): Promise<void> {
	await tx`update messages set idempotency_key = null
		where org_id = (select scope_org()) and customer_id = ${from} and idempotency_key in (
			select idempotency_key from messages where org_id = (select scope_org()) and customer_id = ${to})`;
	await tx`update documents set upload_key = null
		where org_id = (select scope_org()) and customer_id = ${from} and upload_key in (
			select upload_key from documents where org_id = (select scope_org()) and customer_id = ${to})`;
}

/** Everything that names `from` by this column names `to` instead; answers the ids of the rows. */
export async function moveAll(tx: Tx, move: Naming, from: string, to: string): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`
		update ${tx(move.table)} set ${tx(move.column)} = ${to}
		where org_id = (select scope_org()) and ${tx(move.column)} = ${from} returning id`;
	return rows.map(({ id }) => id);
}

/** Only these rows, and only those of them that still name `from`. */
export async function moveThese(
	tx: Tx,
	move: Naming,
	from: string,
	to: string,
	ids: string[]
): Promise<void> {
	if (!ids.length) return;
	await tx`update ${tx(move.table)} set ${tx(move.column)} = ${to}
		where org_id = (select scope_org()) and ${tx(move.column)} = ${from} and id = any(${ids}::uuid[])`;
}

/** `ids` null: all. Answers the ids of those that moved. */
export async function moveMails(tx: Tx, from: string, to: string, ids: string[] | null): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`select gate.move_mails(${from}, ${to}, ${ids}::uuid[]) as id`;
	return rows.map(({ id }) => id);
}

export async function moveAttachments(tx: Tx, from: string, to: string): Promise<void> {
	await tx`update attachments set customer_id = ${to} where org_id = (select scope_org()) and customer_id = ${from}`;
}

/** What was made in a case goes with it: quotes of cases that name `to` now, and files of their messages. */
export async function followCases(tx: Tx, from: string, to: string, cases: string[]): Promise<void> {
	await tx`update quotes set customer_id = ${to}
		where org_id = (select scope_org()) and customer_id = ${from} and inquiry_id = any(${cases}::uuid[])`;
	await tx`update attachments set customer_id = ${to}
		where org_id = (select scope_org()) and customer_id = ${from} and message_id in (
			select id from messages where org_id = (select scope_org()) and inquiry_id = any(${cases}::uuid[]))`;
}

export async function deleteCustomer(tx: Tx, id: string): Promise<void> {
	await tx`delete from customers where org_id = (select scope_org()) and id = ${id}`;
}

/** A customer's row as it was, in an organization where her id is free. */
export async function restoreCustomer(tx: Tx, row: CustomerJson): Promise<void> {
	const columns = Object.keys(row);
	await tx`insert into customers (${tx(columns)})
		select ${tx(columns)} from jsonb_populate_record(null::customers, ${tx.json(row)})`;
}

/** What of a customer is hers or the portal's to write, not the business's. Times as in CustomerJson. */
export type Remainder = Pick<
	CustomerJson,
	'preferences' | 'preferences_updated_at' | 'portal_seen_at' | 'created_at'
>;

export async function setRemainder(tx: Tx, id: string, it: Remainder): Promise<void> {
	// As text, because the driver would round a time to milliseconds.
	await tx`update customers set preferences = ${it.preferences},
			preferences_updated_at = ${it.preferences_updated_at}::text::timestamptz,
			portal_seen_at = ${it.portal_seen_at}::text::timestamptz, created_at = ${it.created_at}::text::timestamptz
		where org_id = (select scope_org()) and id = ${id}`;
}

export type NewAlias = {
	kind: 'email' | 'phone' | 'token';
	shown: string | null;
	normalized: string | null;
	/** `\x…` */
	tokenHash: string | null;
};

/** Ids of those that were not there yet. */
export async function addAliases(
	tx: Tx,
	orgId: string,
	customerId: string,
	aliases: NewAlias[]
): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`
		insert into customer_aliases (org_id, customer_id, kind, shown, normalized, token_hash)
		select ${orgId}, ${customerId}, kind, shown, normalized, "tokenHash"::bytea
		from jsonb_to_recordset(${tx.json(aliases)}) as it (kind text, shown text, normalized text, "tokenHash" text)
		on conflict do nothing returning id`;
	return rows.map(({ id }) => id);
}

export async function removeAliases(tx: Tx, ids: string[]): Promise<void> {
	await tx`delete from customer_aliases where org_id = (select scope_org()) and id = any(${ids}::uuid[])`;
}

/** Whether the link still opens this customer's portal: a reset since then ended it. `tokenHash` as `\x…`. */
export async function opensStill(tx: Tx, customerId: string, tokenHash: string): Promise<boolean> {
	const rows = await tx`select from customer_aliases where org_id = (select scope_org())
		and customer_id = ${customerId} and kind = 'token' and token_hash = ${tokenHash}::text::bytea`;
	return rows.length > 0;
}

/** The timelines of these cases say so (W3). */
export async function tellCases(tx: Tx, cases: string[], memberId: string, undone: boolean): Promise<void> {
	await tx`insert into inquiry_events (org_id, inquiry_id, kind, member_id, details)
		select scope_org(), id, 'merged', ${memberId}, ${tx.json(undone ? { undone } : {})} from unnest(${cases}::uuid[]) as id`;
}

export type MergeRow = {
	id: string;
	keptId: string;
	mergedId: string;
	mergedAt: Date;
	/** Who did it; null: no member any more. */
	author: string | null;
	/** null: its day is over. */
	undo: UndoRecord | null;
	/** Another one came after it, into the same customer. */
	superseded: boolean;
};

const mergeRows = (tx: Tx) => tx`
	select m.id, m.kept_id as "keptId", m.merged_id as "mergedId", m.merged_at as "mergedAt", people.name as author,
		case when m.merged_at > now() - interval '1 day' then m.undo end as undo,
		exists (select from customer_merges later where later.org_id = m.org_id and later.kept_id = m.kept_id
			and later.merged_at > m.merged_at) as superseded
	from customer_merges m
	left join members on members.org_id = m.org_id and members.id = m.member_id
	left join people on people.id = members.person_id
	where m.org_id = (select scope_org())`;

export async function mergeById(tx: Tx, id: string): Promise<MergeRow | null> {
	const [row] = await tx<MergeRow[]>`${mergeRows(tx)} and m.id = ${id}`;
	return row ?? null;
}

/** The merge in which this customer went. */
export async function mergeOf(tx: Tx, mergedId: string): Promise<MergeRow | null> {
	const [row] = await tx<MergeRow[]>`${mergeRows(tx)} and m.merged_id = ${mergedId}`;
	return row ?? null;
}

export async function newestMergeInto(tx: Tx, keptId: string): Promise<MergeRow | null> {
	const [row] = await tx<
		MergeRow[]
	>`${mergeRows(tx)} and m.kept_id = ${keptId} order by m.merged_at desc limit 1`;
	return row ?? null;
}

export type NewMerge = {
	orgId: string;
	keptId: string;
	mergedId: string;
	memberId: string;
	undo: UndoRecord;
};

export async function insertMerge(tx: Tx, it: NewMerge): Promise<string> {
	const [row] = await tx<{ id: string }[]>`
		insert into customer_merges (org_id, kept_id, merged_id, member_id, undo)
		values (${it.orgId}, ${it.keptId}, ${it.mergedId}, ${it.memberId}, ${tx.json(it.undo)}) returning id`;
	if (!row) throw new Error('the merge was not written down');
	return row.id;
}

export async function deleteMerge(tx: Tx, id: string): Promise<void> {
	await tx`delete from customer_merges where org_id = (select scope_org()) and id = ${id}`;
}

/** What one customer has. */
export type Belongings = {
	cases: number;
	files: number;
	quotes: number;
	payments: number;
	referrals: number;
};

export async function belongings(tx: Tx, customerId: string): Promise<Belongings> {
	const [row] = await tx<[Belongings]>`
		select (select count(*) from inquiries where org_id = (select scope_org()) and customer_id = ${customerId})::int as cases,
			(select count(*) from documents where org_id = (select scope_org()) and customer_id = ${customerId})::int as files,
			(select count(*) from quotes where org_id = (select scope_org()) and customer_id = ${customerId})::int as quotes,
			(select count(*) from payments where org_id = (select scope_org()) and customer_id = ${customerId})::int as payments,
			(select count(*) from referrals where org_id = (select scope_org()) and referrer_id = ${customerId})::int as referrals`;
	return row;
}

export async function forgetMerges(tx: Tx): Promise<void> {
	await tx`select gate.forget_merges()`;
}
