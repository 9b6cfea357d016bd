import { lockCustomers } from '#hub/merges/sql.ts';
import { oneAdditionAtATime, oneNewcomerAtATime } from '#hub/customers/sql.ts';
import type { Tx } from '#platform/database/database.ts';

/** Who is to be erased, as far as it is needed to find every trace of her. */
export type Whom = {
	name: string;
	/** As typed; where her receipt goes. */
	email: string | null;
	locale: string | null;
	/** Normalized; those from merges too. */
	emails: string[];
	phones: string[];
	/** Ids that she had before merges. */
	mergedIds: string[];
	/** Her request that waits, and when she made it; null: there is none. */
	requestId: string | null;
	requestedAt: Date | null;
};

export async function whom(tx: Tx, orgId: string, customerId: string): Promise<Whom | null> {
	const [row] = await tx<Whom[]>`
		select c.name, c.email, c.locale,
			array(select c.email_normalized where c.email_normalized is not null union
				select normalized from customer_aliases where org_id = c.org_id and customer_id = c.id and kind = 'email') as emails,
			array(select c.phone_normalized where c.phone_normalized is not null union
				select normalized from customer_aliases where org_id = c.org_id and customer_id = c.id and kind = 'phone') as phones,
			array(select merged_id from customer_merges where org_id = c.org_id and kept_id = c.id) as "mergedIds",
			r.id as "requestId", r.requested_at as "requestedAt"
		from customers c
		left join customer_data_requests r on r.org_id = c.org_id and r.customer_id = c.id and r.status = 'pending'
		where c.org_id = ${orgId} and c.id = ${customerId}`;
	return row ?? null;
}

/**
 * Until the end of the transaction nothing of hers changes or comes. Whoever brings something waits here, in the order in which
 * each of them takes its own locks, and afterwards finds that she is gone: mail that comes in, WhatsApp, her own replies, members.
 */
export async function lockForErasure(
	tx: Tx,
	orgId: string,
	customerId: string,
	phones: string[]
): Promise<void> {
	await oneAdditionAtATime(tx, orgId);
	for (const phone of phones.toSorted()) await oneNewcomerAtATime(tx, orgId, phone.replace(/^\+/, ''));
	await tx`select pg_advisory_xact_lock(hashtextextended(${customerId}, 107))`;
	await lockCustomers(tx, [customerId]);
}

export type Beginning = {
	id: string;
	orgId: string;
	customerId: string;
	memberId: string;
	customerHash: Buffer;
	mergedHashes: Buffer[];
	soughtHashes: Buffer[];
	requestedAt: Date | null;
};

/** A list of bytes in PostgreSQL's own spelling: the driver takes one for a single value. */
export const spelled = (hashes: Buffer[]) => hashes.map((hash) => `\\x${hash.toString('hex')}`);

/** The database refuses it to everybody but an owner. */
export async function beginErasure(tx: Tx, it: Beginning): Promise<void> {
	await tx`
		insert into erasures (org_id, id, erases, approved_by, customer_hash, merged_hashes, sought_hashes, requested_at)
		values (${it.orgId}, ${it.id}, ${it.customerId}, ${it.memberId}, ${it.customerHash}, ${spelled(it.mergedHashes)}::text[]::bytea[],
			${spelled(it.soughtHashes)}::text[]::bytea[], ${it.requestedAt})`;
}

/** From here on the transaction works as the worker, within the same organization. */
export async function becomeWorker(tx: Tx): Promise<void> {
	await tx`select set_config('role', 'hub_worker', true)`;
}

export type Carried = { counts: Record<string, number>; files: number; bytes: number; seen: Buffer[] };

/** Her rows are gone: what is known of it from now on names nobody. Jobs see to whatever a crash would leave, and to dead rows. */
export async function recordErased(tx: Tx, orgId: string, id: string, it: Carried): Promise<void> {
	await tx`update erasures set erases = null, counts = ${tx.json(it.counts)}, files = ${it.files}, bytes = ${it.bytes},
			seen_hashes = ${spelled(it.seen)}::text[]::bytea[]
		where org_id = ${orgId} and id = ${id}`;
	await tx`select enqueue_job('finish_erasure', ${tx.json({ orgId, erasureId: id })}::json, ${`finish_erasure ${id}`},
		now() + interval '10 seconds')`;
	// Several erasures of the same five minutes are one clearing up.
	await tx`select enqueue_job('vacuum_after_erasures', '{}', 'vacuum_after_erasures ' || due, due, 'vacuum')
		from (select date_bin('5 minutes', now(), 'epoch') + interval '5 minutes' as due) as soon`;
}

/** `sealed` null: nobody is written to. */
export async function prepareReceipt(
	tx: Tx,
	orgId: string,
	erasureId: string,
	sealed: Buffer | null
): Promise<void> {
	await tx`insert into erasure_receipts (org_id, erasure_id, sealed) values (${orgId}, ${erasureId}, ${sealed})`;
}

export type Unfinished = {
	organization: string;
	customerHash: Buffer;
	mergedHashes: Buffer[];
	requestedAt: Date | null;
	erasedAt: Date;
	counts: Record<string, number>;
	files: number;
	bytes: number;
	/** Not in the ledger yet. */
	seenHashes: Buffer[];
	ledgered: boolean;
	finishedAt: Date | null;
};

export async function erasure(tx: Tx, orgId: string, id: string): Promise<Unfinished | null> {
	const [row] = await tx<Unfinished[]>`
		select organizations.name as organization, customer_hash as "customerHash", merged_hashes as "mergedHashes",
			requested_at as "requestedAt", erased_at as "erasedAt", counts, files, bytes, seen_hashes as "seenHashes",
			ledgered_at is not null as ledgered,
			finished_at as "finishedAt"
		from erasures join organizations on organizations.id = erasures.org_id
		where erasures.org_id = ${orgId} and erasures.id = ${id}`;
	return row ?? null;
}

/** Until this transaction ends, others wait here. */
export async function takeLedger(tx: Tx): Promise<void> {
	await tx`select pg_advisory_xact_lock(hashtextextended('ledger of erasures', 0))`;
}

export async function recordLedgered(tx: Tx, orgId: string, id: string): Promise<void> {
	await tx`update erasures set ledgered_at = now(), seen_hashes = '{}' where org_id = ${orgId} and id = ${id} and ledgered_at is null`;
}

/** Some keys of objects that are still to be removed, in no order: those that cannot go do not keep others from going. */
export async function objectsLeft(tx: Tx, orgId: string, id: string, atMost: number): Promise<string[]> {
	const rows = await tx<{ key: string }[]>`
		select key from objects where org_id = ${orgId} and erasure_id = ${id} order by random() limit ${atMost}`;
	return rows.map(({ key }) => key);
}

/** Those that are on their way out are forgotten, unless somebody else has done so. How many are there that are not. */
export async function forgetObjects(tx: Tx, orgId: string, keys: string[]): Promise<number> {
	await tx`delete from objects where org_id = ${orgId} and key = any(${keys}) and state = 'leaving'`;
	return (await tx`select from objects where org_id = ${orgId} and key = any(${keys})`).length;
}

/** When it was finished, by this very call; null: it was before, or something is left. */
export async function recordFinished(tx: Tx, orgId: string, id: string): Promise<Date | null> {
	const [row] = await tx<{ finishedAt: Date }[]>`update erasures set finished_at = now(), sought_hashes = '{}'
		where org_id = ${orgId} and id = ${id} and finished_at is null and ledgered_at is not null
			and not exists (select from objects where objects.org_id = ${orgId} and objects.erasure_id = ${id})
		returning finished_at as "finishedAt"`;
	return row?.finishedAt ?? null;
}

/** Across organizations, through the gate. */
export function unfinished(tx: Tx): Promise<{ orgId: string; id: string }[]> {
	return tx<{ orgId: string; id: string }[]>`select org_id as "orgId", id from gate.unfinished_erasures()`;
}

export async function wipeReceipts(tx: Tx): Promise<void> {
	await tx`select gate.wipe_receipts()`;
}

/** The receipt as it is signed, to be sent by a job when there is somebody to send it to. */
export async function keepReceipt(tx: Tx, orgId: string, erasureId: string, receipt: string): Promise<void> {
	await tx`update erasure_receipts set receipt = ${receipt} where org_id = ${orgId} and erasure_id = ${erasureId}`;
	await tx`select enqueue_job('send_erasure_receipt', ${tx.json({ orgId, erasureId })}::json, ${`send_erasure_receipt ${erasureId}`})`;
}

export type WaitingReceipt = { sealed: Buffer | null; receipt: string | null };

export async function waitingReceipt(
	tx: Tx,
	orgId: string,
	erasureId: string
): Promise<WaitingReceipt | null> {
	const [row] = await tx<WaitingReceipt[]>`
		select case when wipe_at > now() then sealed end as sealed, receipt from erasure_receipts
		where org_id = ${orgId} and erasure_id = ${erasureId}`;
	return row ?? null;
}

/** It was sent: nothing of it stays, but that the owner took it before. */
export async function forgetReceipt(tx: Tx, orgId: string, erasureId: string): Promise<void> {
	await tx`delete from erasure_receipts where org_id = ${orgId} and erasure_id = ${erasureId} and taken_at is null`;
	await forgetRecipient(tx, orgId, erasureId);
}

/** Nobody is written to any more; the receipt itself, which names nobody, waits for the owner unless she has it. */
export async function forgetRecipient(tx: Tx, orgId: string, erasureId: string): Promise<void> {
	await tx`update erasure_receipts set sealed = null where org_id = ${orgId} and erasure_id = ${erasureId}`;
}

/** For the owner, once. null: it was sent or taken before, or is not ready. */
export async function takeReceipt(tx: Tx, erasureId: string): Promise<string | null> {
	const [row] = await tx<{ receipt: string }[]>`
		select receipt from erasure_receipts where org_id = (select scope_org()) and erasure_id = ${erasureId}
			and receipt is not null and taken_at is null for update`;
	// What nobody else waits for goes with this (db/migrations/0232).
	if (row)
		await tx`update erasure_receipts set taken_at = now()
			where org_id = (select scope_org()) and erasure_id = ${erasureId}`;
	return row?.receipt ?? null;
}

/** Whether the organization has a mail server of its own. */
export async function hasServer(tx: Tx, orgId: string): Promise<boolean> {
	return (await tx`select from channels where org_id = ${orgId} and kind = 'smtp'`).length > 0;
}
