import { hashPortalToken } from '#hub/customers/portal-token.ts';
import type { Database } from '#platform/database/database.ts';
import { markSeen } from './sql.ts';

/** B5: the customer herself was here. Called for a person's own interaction only; false: no such portal. */
export const recordSeen = (database: Database, token: string): Promise<boolean> =>
	markSeen(database.statement, hashPortalToken(token));
