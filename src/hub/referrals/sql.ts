import type postgres from 'postgres';
import type { NewReferralLink } from '#hub/customers/referral-link.ts';
import type { Tx } from '#platform/database/database.ts';

export type ProgramRow = {
	on: boolean;
	reward: string | null;
	finePrint: string | null;
	terms: string | null;
};

export async function programRow(tx: Tx): Promise<ProgramRow> {
	const [row] = await tx<[ProgramRow]>`
		select referral_enabled as on, referral_reward as reward, referral_fine_print as "finePrint", referral_terms as terms
		from organizations where id = (select scope_org())`;
	return row;
}

export async function updateProgram(tx: Tx, { on, reward, finePrint, terms }: ProgramRow): Promise<void> {
	await tx`update organizations set referral_enabled = ${on}, referral_reward = ${reward}, referral_fine_print = ${finePrint},
		referral_terms = ${terms} where id = (select scope_org())`;
}

/** Customers from before there were referral links. */
export async function customersWithoutLink(tx: Tx, atMost: number): Promise<string[]> {
	const rows = await tx<{ id: string }[]>`
		select id from customers where org_id = (select scope_org()) and not exists (
			select from referral_links where referral_links.org_id = customers.org_id and referral_links.customer_id = customers.id)
		limit ${atMost}`;
	return rows.map(({ id }) => id);
}

export async function insertLinks(
	tx: Tx,
	orgId: string,
	links: (NewReferralLink & { customerId: string })[]
): Promise<void> {
	const rows = links.map(({ id, customerId, tokenHash, sealed }) => ({
		org_id: orgId,
		id,
		customer_id: customerId,
		token_hash: tokenHash,
		sealed
	}));
	await tx`insert into referral_links ${tx(rows)}`;
}

export type ReferralPageRow = {
	organization: { id: string; name: string; locale: string; brandColor: string; logoKey: string | null };
	/** The referrer's whole name. */
	referrer: string;
	reward: string;
	finePrint: string | null;
	terms: string | null;
};

/** One statement; null: unknown, or the programme or the portal is off. */
export async function pageByToken(sql: postgres.Sql, tokenHash: Buffer): Promise<ReferralPageRow | null> {
	const [row] = await sql<{ page: ReferralPageRow | null }[]>`select referral_page(${tokenHash}) as page`;
	return row?.page ?? null;
}

/** In a worker's transaction without a scope: that of the link's organization from here on. null: the link opens nothing. */
export async function enterReferral(
	tx: Tx,
	tokenHash: Buffer
): Promise<{ orgId: string; referrerId: string } | null> {
	const [entered] = await tx<{ referrerId: string | null }[]>`
		select gate.enter_referral(${tokenHash}) as "referrerId"`;
	if (!entered?.referrerId) return null;
	const [scope] = await tx<[{ orgId: string }]>`select scope_org() as "orgId"`;
	return { orgId: scope.orgId, referrerId: entered.referrerId };
}

export async function isSent(tx: Tx, key: string): Promise<boolean> {
	const rows =
		await tx`select from referrals where org_id = (select scope_org()) and idempotency_key = ${key}`;
	return rows.length > 0;
}

export type NewReferral = {
	referrerId: string;
	name: string;
	email: string | null;
	phone: string | null;
	key: string;
};

/** null: the same form was sent before. */
export async function insertReferral(tx: Tx, it: NewReferral): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into referrals (org_id, referrer_id, friend_name, friend_email, friend_phone, settled_at, idempotency_key)
		values ((select scope_org()), ${it.referrerId}, ${it.name}, ${it.email}, ${it.phone}, null, ${it.key})
		on conflict (org_id, idempotency_key) do nothing returning id`;
	return row?.id ?? null;
}

export async function beginsCase(tx: Tx, referralId: string, inquiryId: string): Promise<void> {
	await tx`update referrals set inquiry_id = ${inquiryId} where org_id = (select scope_org()) and id = ${referralId}`;
}

export async function enqueueSettling(tx: Tx, orgId: string, referralId: string): Promise<void> {
	await tx`select enqueue_job('settle_referral', ${tx.json({ orgId, referralId })}::json)`;
}

export type Referral = {
	id: string;
	referrerId: string | null;
	referrerName: string | null;
	friendId: string | null;
	inquiryId: string | null;
	name: string;
	email: string | null;
	phone: string | null;
	settledAt: Date | null;
	creditedAt: Date | null;
	refusal: 'self' | 'duplicate' | null;
};

const referral = (tx: Tx) => tx`
	select r.id, r.referrer_id as "referrerId", c.name as "referrerName", r.friend_id as "friendId", r.inquiry_id as "inquiryId",
		r.friend_name as name, r.friend_email as email, r.friend_phone as phone, r.settled_at as "settledAt",
		r.credited_at as "creditedAt", r.refusal
	from referrals r left join customers c on c.org_id = r.org_id and c.id = r.referrer_id
	where r.org_id = (select scope_org())`;

export async function referralOfCase(tx: Tx, inquiryId: string): Promise<Referral | null> {
	const [row] = await tx<
		Referral[]
	>`${referral(tx)} and r.inquiry_id = ${inquiryId} order by r.created_at limit 1`;
	return row ?? null;
}

/** Locked until the transaction ends; null: there is none. */
export async function lockReferral(
	tx: Tx,
	by: { id: string } | { inquiryId: string }
): Promise<Referral | null> {
	const which = 'id' in by ? tx`r.id = ${by.id}` : tx`r.inquiry_id = ${by.inquiryId}`;
	const [row] = await tx<
		Referral[]
	>`${referral(tx)} and ${which} order by r.created_at limit 1 for update of r`;
	return row ?? null;
}

/** Whether this customer was recommended before, by anybody. */
export async function wasReferred(tx: Tx, friendId: string, exceptId: string): Promise<boolean> {
	const rows = await tx`select from referrals where org_id = (select scope_org()) and friend_id = ${friendId}
		and id <> ${exceptId} and refusal is null limit 1`;
	return rows.length > 0;
}

export type Settling = { friendId: string; memberId: string | null; refusal: Referral['refusal'] };

export async function setSettled(
	tx: Tx,
	id: string,
	{ friendId, memberId, refusal }: Settling
): Promise<void> {
	await tx`update referrals set friend_id = ${friendId}, settled_at = now(), settled_by = ${memberId}, refusal = ${refusal},
			credited_at = case when ${refusal}::text is null then credited_at end
		where org_id = (select scope_org()) and id = ${id}`;
}

/** A referral of which nobody has said yet who the friend is, with what she typed. */
export type Unsettled = { id: string; email: string | null; phone: string | null };

/** Without a scope, since a restored backup is erased from and looked through as well. */
export function unsettled(tx: Tx, orgId: string): Promise<Unsettled[]> {
	return tx<Unsettled[]>`
		select id, friend_email as email, friend_phone as phone from referrals
		where org_id = ${orgId} and friend_id is null and settled_at is null`;
}

/** These are this customer's, with the cases that they began and all that was written there. */
export async function settleOnto(tx: Tx, orgId: string, customerId: string, ids: string[]): Promise<void> {
	const rows = await tx<{ inquiryId: string | null }[]>`
		update referrals set friend_id = ${customerId}, settled_at = now()
		where org_id = ${orgId} and id = any(${ids}) and settled_at is null returning inquiry_id as "inquiryId"`;
	const cases = rows.flatMap(({ inquiryId }) => inquiryId ?? []);
	await tx`update inquiries set customer_id = ${customerId}
		where org_id = ${orgId} and id = any(${cases}) and customer_id is null`;
	await tx`update messages set customer_id = ${customerId}
		where org_id = ${orgId} and inquiry_id = any(${cases}) and customer_id is null`;
}

/** Whose case it is, once that is known: messages that came before name her too. */
export async function giveCase(tx: Tx, inquiryId: string, customerId: string): Promise<void> {
	await tx`update inquiries set customer_id = ${customerId}
		where org_id = (select scope_org()) and id = ${inquiryId} and customer_id is null`;
	await tx`update messages set customer_id = ${customerId}
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and customer_id is null`;
}
