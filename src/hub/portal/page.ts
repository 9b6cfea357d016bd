import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Database, Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { portalVersion } from './version.ts';
import { pageByToken, pageOfCustomer, type PortalData } from './sql.ts';

/** Rows of each list on a page; everything a page can show when the customer asks for all of it. */
export const SHOWN = 30;
export const SHOWN_AT_MOST = 2000;

/** The page's data, each list cut to what is shown. */
export type PortalPage = PortalData & {
	/** Which lists go on beyond what is shown. */
	more: { messages: boolean; documents: boolean; quotes: boolean; payments: boolean };
};

/** 256 random bits as base64url. Anything else is answered as an unknown token is, without asking the database. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** S2, S23: the page of whoever holds this token, and its fingerprint (version.ts). null: malformed, unknown, replaced or off, which nobody can tell apart (B3). */
export async function readPortal(
	database: Database,
	token: string,
	shown: number
): Promise<(PortalPage & { version: string }) | null> {
	if (!TOKEN.test(token)) return null;
	const text = await pageByToken(database.statement, hashPortalToken(token), shown);
	if (text === null) return null;
	return Object.assign(shownOf(JSON.parse(text) as PortalData, shown), { version: portalVersion(text) });
}

/** B6: the page as the customer sees it, through a member's own scope. Throws not found for another organization's customer. */
export async function viewAsCustomer(
	tx: Tx,
	actor: Member,
	customerId: string,
	shown: number
): Promise<PortalPage> {
	const data = isUuid(customerId) ? await pageOfCustomer(tx, actor.orgId, customerId, shown) : null;
	if (!data) throw notFound('This customer');
	return shownOf(data, shown);
}

/** The database sends one row more than is shown where there are more; it is cut from `data`. */
function shownOf(data: PortalData, shown: number): PortalPage {
	const cut = (rows: unknown[] = []): boolean => rows.splice(shown).length > 0;
	return Object.assign(data, {
		more: {
			messages: cut(data.case?.messages),
			documents: cut(data.documents),
			quotes: cut(data.quotes),
			payments: cut(data.payments)
		}
	});
}
