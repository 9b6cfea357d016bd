import { mayBeSamePhone, normalizePhone } from '#hub/customers/phone.ts';
import { normalizeEmail } from '#hub/customers/sql.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';

/** A customer as an erasure and a trace know her; addresses and numbers normalized. */
type Whose = { orgId: string; customerId: string; emails: string[]; phones: string[] };

/**
 * Referrals of which nobody has said who wrote, and in which her address or number was typed, in whatever notation: those that the
 * desk proposes her for. A number that merely ends alike is another's.
 */
async function hers(tx: Tx, { orgId, emails, phones }: Whose): Promise<string[]> {
	const typed = await sql.unsettled(tx, orgId);
	const isHers = ({ email, phone }: sql.Unsettled): boolean => {
		const number = normalizePhone(phone);
		return (
			(email !== null && emails.includes(normalizeEmail(email))) ||
			(number !== null && phones.some((one) => mayBeSamePhone(one, number)))
		);
	};
	return typed.filter(isHers).map(({ id }) => id);
}

/** How many there are. */
export const unsettledThatName = async (tx: Tx, whose: Whose): Promise<number> =>
	(await hers(tx, whose)).length;

/** Before she is erased: what names her by them is hers, and goes with her. */
export async function settleAsHers(tx: Tx, whose: Whose): Promise<void> {
	const ids = await hers(tx, whose);
	if (ids.length) await sql.settleOnto(tx, whose.orgId, whose.customerId, ids);
}
