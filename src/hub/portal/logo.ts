import { hashPortalToken } from '#hub/customers/portal-token.ts';
import type { Database } from '#platform/database/database.ts';
import { logoByToken } from './sql.ts';

/** The logo's object for whoever holds this token; null: no logo, or no such portal, which nobody can tell apart. */
export const portalLogo = (database: Database, token: string): Promise<string | null> =>
	logoByToken(database.statement, hashPortalToken(token));
