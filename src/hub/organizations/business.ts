import { forbidden, invalid } from '#hub/errors.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Member } from './actor.ts';
import { canChangeSettings } from './policy.ts';
import type { Business } from './schema.ts';
import * as sql from './sql.ts';

/** What the business is and how it counts, and what of it can still be changed. */
export async function findBusiness(tx: Tx, actor: Member) {
	return { business: await sql.businessRow(tx), mayChange: canChangeSettings(actor.role) };
}

/**
 * Changes industry, time zone, language, currency and the letters of case numbers to come (W2: those that exist keep theirs). Throws
 * forbidden, and invalid when amounts are written down in the currency that would go: they would mean something else.
 */
export async function changeBusiness(tx: Tx, actor: Member, it: Business): Promise<void> {
	if (!canChangeSettings(actor.role)) throw forbidden('Only owners and admins may change the business.');
	const before = await sql.businessRow(tx);
	if (before.hasMoney && it.currency !== before.currency)
		throw invalid({
			currency: `Your quotes and deal values are in ${before.currency}, so the currency stays.`
		});
	await sql.updateBusiness(tx, it);
}
