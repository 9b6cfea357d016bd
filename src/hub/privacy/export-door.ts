import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Database, Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { enterForExport } from './export-sql.ts';

/**
 * How an export reads: one customer's data, each time in a transaction of its own, so that nobody's slow connection keeps one open.
 * Who reads is asked anew each time: after the portal was switched off, the link replaced or the customer erased, the next part
 * throws not found, and what was being sent breaks off (B8).
 */
export type Door = <T>(read: (tx: Tx) => Promise<T>) => Promise<T>;

/** 256 random bits as base64url, as hub/portal/page.ts. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Through the customer's own link, under her own row-level security. */
export function customersDoor(database: Database, token: string): Door {
	return (read) => {
		if (!TOKEN.test(token)) throw notFound();
		return database.transaction(
			'hub_customer',
			{},
			async (tx) => {
				// Both travel together: of a portal that is not there, the second finds nothing.
				const [known, found] = await Promise.all([enterForExport(tx, hashPortalToken(token)), read(tx)]);
				if (!known) throw notFound();
				return found;
			},
			'read only'
		);
	};
}

/** Through a member's scope, narrowed to one customer. */
export function membersDoor(database: Database, actor: Member, customerId: string): Door {
	return (read) => {
		if (!isUuid(customerId)) throw notFound('This customer');
		const scope = { org: actor.orgId, person: actor.personId, customer: customerId };
		return database.transaction('hub_member', scope, read, 'read only');
	};
}
