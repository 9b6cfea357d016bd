import { asWorker } from '#hub/organizations/actor.ts';
import type { Database } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { takeLedger } from './erasure-sql.ts';
import { appendErasure, type Erased, type InTurn } from './ledger.ts';

/** While the work runs, no other process of this database writes to the ledger, on whatever machine. The lock goes with its connection. */
export const ledgerTurn =
	(database: Database): InTurn =>
	(work) =>
		asWorker(database, null, async (tx) => {
			await takeLedger(tx);
			return work();
		});

/** Writes an erasure down as `appendErasure` does, while nobody else does. */
export const writeErasure = (
	instance: Pick<Instance, 'config' | 'storage' | 'database'>,
	erased: Erased
): Promise<void> => appendErasure(instance, erased, ledgerTurn(instance.database));
