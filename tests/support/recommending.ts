import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { addCustomer } from '#hub/customers/verbs.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { recommendedFriendWrites } from '#hub/referrals/landing.ts';
import { changeReferralProgram, referralLinkOf } from '#hub/referrals/program.ts';
import { friendForm, programForm, type FriendForm } from '#hub/referrals/schema.ts';
import { newStamp } from '#hub/referrals/stamp.ts';
import type { FreshDatabase } from './database.ts';
import { joins, organization, person, type testHub } from './people.ts';

type Row = {
	id: string;
	friendId: string | null;
	inquiryId: string;
	refusal: string | null;
	creditedAt: Date | null;
};

/** Milliseconds since a friend was given her form. */
export const EARLIER = 60_000;

/** Another one each time. */
export const network = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 250)).join('.')}`;

export type RecommendedSalon = Awaited<ReturnType<typeof recommendedSalon>>;

/** A business whose customers, Orla and Anna, may recommend it. */
export async function recommendedSalon(fresh: FreshDatabase, hub: ReturnType<typeof testHub>) {
	await fresh.owner`delete from attempts`;
	const orgId = await organization(fresh.owner, 'Studio Lumi');
	const olga = await joins(fresh.owner, await person(fresh.owner, 'Olga'), orgId, 'owner');
	const viewer = await joins(fresh.owner, await person(fresh.owner, 'Vera'), orgId, 'viewer');

	const as = <T>(work: Parameters<typeof asMember<T>>[2], actor: Member = olga) =>
		asMember(fresh.database, actor, work);
	async function customer(name: string, email: string | null, phone: string | null = null): Promise<string> {
		const details = { name, email, phone, address: null, locale: null, anyway: true };
		const added = await as((tx) => addCustomer(tx, olga, details, hub.secrets.derive('portal-token')));
		if (!('id' in added)) throw new Error(`${name} was not added`);
		return added.id;
	}
	/** A new link to her portal. */
	async function portalOf(id: string): Promise<string> {
		const portal = newPortalToken();
		await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(portal)} where id = ${id}`;
		return portal;
	}
	const program = (more: Record<string, string> = {}, actor: Member = olga) =>
		as(
			(tx) =>
				changeReferralProgram(hub, tx, actor, programForm.parse({ on: 'true', reward: '10 € off', ...more })),
			actor
		);

	const orla = await customer('🌷 Orla Fitzgerald', 'orla@example.com', '+353 85 1234567');
	const anna = await customer('Anna Smith', 'anna@example.com');
	const orlasPortal = await portalOf(orla);
	/** What a portal says of recommending. */
	const card = async (portal = orlasPortal) =>
		(await readPortal(fresh.database, portal, 30))?.referral ?? null;
	await program();
	const token = (referralLinkOf(hub, (await card())?.link ?? null) ?? '').split('/r/')[1] ?? '';

	const friend = (more: Record<string, string> = {}, by = token): FriendForm =>
		friendForm.parse({
			name: 'Ruth Adeyemi',
			email: 'ruth@example.com',
			phone: '',
			message: 'Would a long bob suit me?',
			stamp: newStamp(hub, by, new Date(Date.now() - EARLIER)),
			...more
		});
	const send = (form = friend(), by = token, from = network()) =>
		recommendedFriendWrites(hub, by, form, { network: from, now: new Date() });
	const referrals = () => fresh.owner<Row[]>`
		select id, friend_id as "friendId", inquiry_id as "inquiryId", refusal, credited_at as "creditedAt" from referrals
		where org_id = ${orgId} order by created_at, id`;
	const only = async () => {
		const [row, ...more] = await referrals();
		if (!row || more.length) throw new Error('there is not one referral');
		return row;
	};
	return {
		olga,
		viewer,
		orla,
		anna,
		orlasPortal,
		/** Of Orla's link. */
		token,
		as,
		customer,
		portalOf,
		program,
		card,
		friend,
		send,
		referrals,
		only
	};
}
