import { vacuum } from '#platform/database/vacuum.ts';
import { registry } from './registry.ts';

/** Tables from which an erasure takes rows, or values of rows. */
const touched = [
	...Object.entries(registry).flatMap(([table, claim]) => ('nothing' in claim ? [] : [table])),
	// Where her address waits, sealed, until her receipt was sent.
	'erasure_receipts'
];

/**
 * Job `vacuum_after_erasures`, enqueued with an erasure, one for all of a few minutes: what a transaction deleted lies dead in the
 * database's files until somebody clears up. Given the login of migrations, since only a table's owner may (docs/decisions/0017).
 */
export const vacuumAfterErasures = (ownerUrl: string): Promise<void> => vacuum(ownerUrl, touched);
