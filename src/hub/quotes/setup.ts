import { forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { canSetUpMoney } from './policy.ts';
import type { MoneySetupInput } from './schema.ts';
import * as sql from './sql.ts';

/** How the business quotes and is paid. */
export const moneySetupOf = (tx: Tx, _actor: Member): Promise<sql.MoneySetup> => sql.moneySetup(tx);

/** For new quotes and for what is printed from now on; what was issued stays as it is. Throws `forbidden`. */
export async function changeMoneySetup(tx: Tx, actor: Member, input: MoneySetupInput): Promise<void> {
	if (!canSetUpMoney(actor.role))
		throw forbidden('Only owners and admins change how the business is paid. Ask one of them.');
	await sql.setMoneySetup(tx, {
		pricesIncludeTax: input.prices === 'included',
		taxBp: input.tax,
		taxId: input.tax_id,
		postalAddress: input.address || null,
		quoteDays: input.quote_days,
		paymentDays: input.payment_days,
		paymentInstructions: input.instructions
	});
}
