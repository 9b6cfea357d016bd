import { z } from 'zod';
import { addNewcomer } from '#hub/customers/arriving.ts';
import { duplicatesOf, type Duplicate } from '#hub/customers/duplicates.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { oneAdditionAtATime } from '#hub/customers/sql.ts';
import { conflict, forbidden, notFound } from '#hub/errors.ts';
import { customerExists, insertEvent } from '#hub/inquiries/changes-sql.ts';
import { asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { canSettleReferrals } from './policy.ts';
import * as sql from './sql.ts';

const payloadSchema = z.object({ orgId: z.string(), referralId: z.string() });

/**
 * Job `settle_referral`: a friend whom nobody knows becomes a customer. Where her address or number is known, nothing happens
 * until a member has said who she is: a stranger may type any address.
 */
export async function settleReferral(
	hub: Pick<Instance, 'database' | 'secrets'>,
	payload: unknown
): Promise<void> {
	const { orgId, referralId } = payloadSchema.parse(payload);
	await asWorker(hub.database, orgId, async (tx) => {
		// In this order, as whoever erases a customer takes them.
		await oneAdditionAtATime(tx, orgId);
		const it = await sql.lockReferral(tx, { id: referralId });
		if (!it || it.settledAt) return;
		if ((await candidates(tx, it)).length) return;
		const friendId = await addNewcomer(tx, orgId, it, hub.secrets.derive(PORTAL_TOKEN_PURPOSE));
		await settle(tx, it, friendId, null);
	});
}

/** Of a case that came by a recommendation: by whose, whether it counts, and who the friend may be while nobody has said so. */
export type CaseReferral = Omit<sql.Referral, 'settledAt'> & {
	settled: boolean;
	candidates: (Duplicate & { isReferrer: boolean })[];
	maySettle: boolean;
};

/** null: the case came in another way. */
export async function referralOfCase(tx: Tx, actor: Member, inquiryId: string): Promise<CaseReferral | null> {
	const found = await sql.referralOfCase(tx, inquiryId);
	if (!found) return null;
	const { settledAt, ...it } = found;
	return {
		...it,
		settled: settledAt !== null,
		candidates: settledAt
			? []
			: (await candidates(tx, found)).map((one) => ({ ...one, isReferrer: one.id === it.referrerId })),
		maySettle: canSettleReferrals(actor.role)
	};
}

/**
 * A member says who wrote: this customer, or somebody new. What the stranger typed changes nothing of a customer who was there.
 * Said twice it is done once. Throws `forbidden`, `not-found`, and `conflict` when a colleague has said otherwise.
 */
export async function sayWhoItIs(
	hub: Pick<Instance, 'secrets'>,
	tx: Tx,
	actor: Member,
	{ inquiryId, friend }: { inquiryId: string; friend: string }
): Promise<void> {
	if (!canSettleReferrals(actor.role)) throw forbidden('You can read cases, but not say whose they are.');
	await oneAdditionAtATime(tx, actor.orgId);
	const it = await sql.lockReferral(tx, { inquiryId });
	if (!it) throw notFound('This referral');
	if (it.settledAt) {
		if (friend === 'new' || friend === it.friendId) return;
		throw conflict('Somebody has said meanwhile who this is. Look at the case again.');
	}
	if (friend !== 'new' && !(await customerExists(tx, friend))) throw notFound('This customer');
	const friendId =
		friend === 'new'
			? await addNewcomer(tx, actor.orgId, it, hub.secrets.derive(PORTAL_TOKEN_PURPOSE))
			: friend;
	await settle(tx, it, friendId, actor.memberId);
}

async function settle(tx: Tx, it: sql.Referral, friendId: string, memberId: string | null): Promise<void> {
	const refusal =
		friendId === it.referrerId ? 'self' : (await sql.wasReferred(tx, friendId, it.id)) ? 'duplicate' : null;
	await sql.setSettled(tx, it.id, { friendId, memberId, refusal });
	if (!it.inquiryId) return;
	await sql.giveCase(tx, it.inquiryId, friendId);
	if (memberId || refusal)
		await insertEvent(tx, it.inquiryId, 'referral', memberId, { referral: refusal ?? 'settled' });
}

/** Who has the address or the number that was typed. */
const candidates = (tx: Tx, { id, name, email, phone }: sql.Referral): Promise<Duplicate[]> =>
	duplicatesOf(tx, { name, email, phone, address: null, locale: null }, id);
