import { forbidden, invalid } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { z } from 'zod';
import { readPercent, writePercent } from './fields.ts';
import { canSetUpMoney } from './policy.ts';
import type { setupForm } from './schema.ts';
import * as sql from './sql.ts';

/** How the business quotes and is paid. */
export const moneySetupOf = (tx: Tx, _actor: Member): Promise<sql.MoneySetup> => sql.moneySetup(tx);

/** For new quotes and for what is printed from now on; what was issued stays as it is. Throws `forbidden`, `invalid`. */
export async function changeMoneySetup(
	tx: Tx,
	actor: Member,
	input: z.infer<typeof setupForm>
): Promise<void> {
	if (!canSetUpMoney(actor.role))
		throw forbidden('Only owners and admins change how the business is paid. Ask one of them.');
	const { locale } = await sql.moneySetup(tx);
	const taxBp = readPercent(input.tax || '0', locale);
	if (taxBp === null) throw invalid({ tax: `Write it like 9 or ${writePercent(1350, locale)}.` });
	await sql.setMoneySetup(tx, {
		pricesIncludeTax: input.prices === 'included',
		taxBp,
		taxId: input.tax_id,
		postalAddress: input.address || null,
		quoteDays: input.quote_days,
		paymentDays: input.payment_days,
		paymentInstructions: input.instructions
	});
}
