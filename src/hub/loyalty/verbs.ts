import { forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { ruleOf, type LoyaltyRule } from './industries.ts';
import { canChangeLoyalty } from './policy.ts';
import type { LoyaltyForm } from './schema.ts';
import * as sql from './sql.ts';
import { loyaltyOf, type Loyalty } from './standing.ts';

/** S18: the pill that the customer sees and why; null: she has none. A stranger's customer has none either. */
export async function loyaltyOfCustomer(tx: Tx, _actor: Member, customerId: string): Promise<Loyalty | null> {
	const { industry, wins } = await sql.winsOf(tx, customerId);
	return loyaltyOf(industry, wins);
}

export type LoyaltySettings = {
	rule: LoyaltyRule;
	/** What holds for the industry when nothing is chosen. */
	usual: LoyaltyRule;
	shown: boolean;
	/** Whether something else than the usual is chosen. */
	changed: boolean;
};

export async function loyaltySettings(tx: Tx, _actor: Member): Promise<LoyaltySettings> {
	const { industry, chosen } = await sql.loyaltyChoice(tx);
	const { off = false, ...changed } = chosen ?? {};
	const usual = ruleOf(industry);
	return { rule: { ...usual, ...changed }, usual, shown: !off, changed: chosen !== null };
}

/** What differs from the industry's rule is kept, so that the rest follows when the industry is changed. Throws forbidden. */
export async function changeLoyalty(tx: Tx, actor: Member, { shown, ...rule }: LoyaltyForm): Promise<void> {
	if (!canChangeLoyalty(actor.role)) throw forbidden('Only owners and admins may change the loyalty pill.');
	const usual = ruleOf((await sql.loyaltyChoice(tx)).industry);
	const changed = Object.fromEntries(
		Object.entries(rule).filter(([name, value]) => usual[name as keyof LoyaltyRule] !== value)
	);
	const chosen = { ...changed, ...(!shown && { off: true }) };
	await sql.setLoyaltyChoice(tx, Object.keys(chosen).length ? chosen : null);
}
