import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { newKey } from '#platform/storage/keys.ts';
import type { PutOptions } from '#platform/storage/storage.ts';
import { HubError } from '#hub/errors.ts';
import { abandon } from './departures.ts';
import { giveUpArriving, insertArriving, markStored } from './sql.ts';

/** Runs `work` as whoever brings the object: `(work) => asMember(database, actor, work)`. */
export type Begin = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** An object whose bytes are whole, and which stays only if `settle` runs in the transaction that makes the row naming it. */
export type Arrived = { orgId: string; key: string; /** bytes */ size: number; sha256: Buffer };

type Arrival = {
	orgId: string;
	begin: Begin;
	source: AsyncIterable<Uint8Array>;
	/** Runs before anything is written down; throws to refuse. */
	check?: (tx: Tx) => Promise<void>;
} & PutOptions;

/**
 * Writes an object down, commits, then keeps its bytes: a crash at any point leaves a row that the sweep finds, never
 * bytes that nobody knows of. On any failure nothing is kept. Throws what `check`, `source` and `storage.put` throw.
 */
export async function arrive(
	instance: Instance,
	{ orgId, begin, source, check, ...options }: Arrival
): Promise<Arrived> {
	const key = newKey();
	await begin(async (tx) => {
		await check?.(tx);
		await insertArriving(tx, orgId, key);
	});
	try {
		const stored = await instance.storage.put(key, source, options);
		return { orgId, key, size: stored.size, sha256: Buffer.from(stored.sha256, 'hex') };
	} catch (cause) {
		await abandon(instance, orgId, key);
		throw cause;
	}
}

/**
 * Makes an arrived object one that stays, in the transaction that makes the row naming it. Throws `unavailable` when the
 * sweep gave it up in the meantime (an upload of many hours).
 */
export async function settle(tx: Tx, { orgId, key, size, sha256 }: Arrived): Promise<void> {
	if (!(await markStored(tx, orgId, key, size, sha256)))
		throw new HubError(
			'unavailable',
			'The file took too long to arrive and was not kept. Please send it again.'
		);
}

/** Lets an arrived object go within a transaction that found it unwanted; the worker removes its bytes. */
export async function unwanted(tx: Tx, { orgId, key }: Arrived): Promise<void> {
	await giveUpArriving(tx, orgId, key);
}

/**
 * The whole way of one object: bytes, then `keep` in the transaction that makes it stay. `keep` makes the row that names
 * the object. On any failure neither is kept.
 */
export async function receive<T>(
	instance: Instance,
	arrival: Arrival,
	keep: (tx: Tx, arrived: Arrived) => Promise<T>
): Promise<T> {
	const arrived = await arrive(instance, arrival);
	try {
		return await arrival.begin(async (tx) => {
			await settle(tx, arrived);
			return keep(tx, arrived);
		});
	} catch (cause) {
		await abandon(instance, arrived.orgId, arrived.key);
		throw cause;
	}
}
