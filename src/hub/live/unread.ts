import { caseNumber } from '#hub/inquiries/case-number.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';

/** A case as a notification names it; `at` is ISO 8601. */
export type UnreadCase = { id: string; number: string; customer: string | null; at: string };

/**
 * The latest case that waits for this member, hers or nobody's, and that she has not read. null: there is none, as always for a
 * viewer, for whom no case waits.
 */
export async function newestUnread(tx: Tx, actor: Member): Promise<UnreadCase | null> {
	const newest = canWork(actor.role) ? await sql.newestUnread(tx, actor.memberId) : null;
	return (
		newest && {
			id: newest.id,
			number: caseNumber(newest.prefix, newest.number),
			customer: newest.customer,
			at: newest.at.toISOString()
		}
	);
}
