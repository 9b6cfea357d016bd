import type { Database, Tx } from '#platform/database/database.ts';

/** Runs `work` for somebody of whom nothing is known yet: no scope, so no rows; only what the gate offers. */
export const asVisitor = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
	database.transaction('hub_member', {}, work);
