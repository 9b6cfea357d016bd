import type { Tx } from '#platform/database/database.ts';
import { spelled } from './erasure-sql.ts';

/** Ids of all customers of an organization, some at a time. */
export async function* customerIds(tx: Tx, orgId: string): AsyncGenerator<string> {
	const rows = tx<{ id: string }[]>`select id from customers where org_id = ${orgId}`.cursor(1000);
	for await (const some of rows) for (const { id } of some) yield id;
}

/** Whether one of these organizations is here. */
export async function anyOf(tx: Tx, orgIds: string[]): Promise<boolean> {
	const [row] = await tx<{ here: boolean }[]>`select exists (
		select from organizations where id = any(${orgIds}::uuid[])) as here`;
	return row?.here ?? false;
}

/** An erasure that was approved before, and is carried out once more: nobody approves it now. */
export async function noteAgain(
	tx: Tx,
	{ id, orgId, customerHash, erasedAt }: { id: string; orgId: string; customerHash: Buffer; erasedAt: Date }
): Promise<void> {
	await tx`insert into erasures (org_id, id, customer_hash, approved_at, erased_at)
		values (${orgId}, ${id}, ${customerHash}, ${erasedAt}, ${erasedAt})`;
}

/**
 * What was marked as seen after the backup. A line does not say whether it was mail or WhatsApp, and need not: the keys of the two
 * differ, so a hash is met in its own table alone.
 */
export async function markSeen(tx: Tx, orgId: string, seen: Buffer[]): Promise<void> {
	for (const table of ['mail_seen', 'whatsapp_seen'])
		await tx`insert into ${tx(table)} (org_id, hash)
			select id, hash from organizations, unnest(${spelled(seen)}::text[]::bytea[]) as hash where id = ${orgId}
			on conflict do nothing`;
}

export type Finished = { orgId: string; customerHash: Buffer; erasedAt: Date };

/** What stands in the ledger, as the database itself says: erasures that were carried out, of all ids that she had. */
export function finished(tx: Tx): Promise<Finished[]> {
	return tx<Finished[]>`select org_id as "orgId", hash as "customerHash", erased_at as "erasedAt"
		from erasures, unnest(array[customer_hash] || merged_hashes) as hash
		where finished_at is not null order by erased_at`;
}

/** Of erasures that may stand in one place of the ledger and not yet in the other. */
export async function underWay(tx: Tx): Promise<Buffer[]> {
	const rows = await tx<{ hash: Buffer }[]>`
		select unnest(array[customer_hash] || merged_hashes) as hash from erasures where finished_at is null`;
	return rows.map(({ hash }) => hash);
}
