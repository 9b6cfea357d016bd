import type { Tx } from '#platform/database/database.ts';

export async function insertArriving(tx: Tx, orgId: string, key: string): Promise<void> {
	await tx`insert into objects (org_id, key) values (${orgId}, ${key})`;
}

/** false: it is not arriving any more, since somebody gave it up in the meantime. */
export async function markStored(
	tx: Tx,
	orgId: string,
	key: string,
	size: number,
	sha256: Buffer
): Promise<boolean> {
	const stored = await tx`update objects set state = 'stored', size = ${size}, sha256 = ${sha256}
		where org_id = ${orgId} and key = ${key} and state = 'arriving'`;
	return stored.count === 1;
}

/**
 * Only what never was whole: a transaction whose commit we did not hear of may have stored it after all, and then it
 * stays. A trigger enqueues the removal. false: it is not arriving any more.
 */
export async function giveUpArriving(tx: Tx, orgId: string, key: string): Promise<boolean> {
	const given = await tx`update objects set state = 'leaving', leaving_since = now()
		where org_id = ${orgId} and key = ${key} and state = 'arriving'`;
	return given.count === 1;
}

export async function isLeaving(tx: Tx, orgId: string, key: string): Promise<boolean> {
	const rows = await tx`select from objects where org_id = ${orgId} and key = ${key} and state = 'leaving'`;
	return rows.length === 1;
}

export async function deleteLeaving(tx: Tx, orgId: string, key: string): Promise<void> {
	await tx`delete from objects where org_id = ${orgId} and key = ${key} and state = 'leaving'`;
}

export type LeftBehind = { orgId: string; key: string; state: 'arriving' | 'leaving' };

/** Across organizations, through the gate. */
export async function leftBehind(
	tx: Tx,
	arrivingBefore: Date,
	leavingBefore: Date,
	atMost: number
): Promise<LeftBehind[]> {
	return tx<LeftBehind[]>`select org_id as "orgId", key, state
		from gate.objects_left_behind(${arrivingBefore}, ${leavingBefore}, ${atMost})`;
}
