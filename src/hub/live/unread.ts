import { caseNumber } from '#hub/inquiries/case-number.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';

/** More are not counted: the badge says "99+". */
export const MOST_UNREAD = 100;

/** What waits for this member, unread: her cases and those of nobody. `newest` names the latest; `at` is ISO 8601. */
export type Unread = {
	count: number;
	newest: { id: string; number: string; customer: string | null; at: string } | null;
};

/** For a viewer, for whom no case waits, there is nothing. */
export async function unreadOf(tx: Tx, actor: Member): Promise<Unread> {
	if (!canWork(actor.role)) return { count: 0, newest: null };
	const { count, newest } = await sql.unread(tx, actor.memberId, MOST_UNREAD);
	return {
		count,
		newest: newest && {
			id: newest.id,
			number: caseNumber(newest.prefix, newest.number),
			customer: newest.customer,
			at: newest.at.toISOString()
		}
	};
}
