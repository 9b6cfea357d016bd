import type { Tx } from '#platform/database/database.ts';
import type { LoyaltyChoice, Wins } from './standing.ts';

/** The same look-up as the portal's page makes. */
export async function winsOf(tx: Tx, customerId: string): Promise<{ industry: string; wins: Wins }> {
	const [row] = await tx<[{ industry: string; wins: Wins }]>`
		select industry, portal_loyalty(id, ${customerId}) as wins from organizations where id = (select scope_org())`;
	return row;
}

export async function loyaltyChoice(tx: Tx): Promise<{ industry: string; chosen: LoyaltyChoice | null }> {
	const [row] = await tx<[{ industry: string; chosen: LoyaltyChoice | null }]>`
		select industry, loyalty as chosen from organizations where id = (select scope_org())`;
	return row;
}

export async function setLoyaltyChoice(tx: Tx, chosen: LoyaltyChoice | null): Promise<void> {
	await tx`update organizations set loyalty = ${chosen && tx.json(chosen)} where id = (select scope_org())`;
}
