import type { Tx } from '#platform/database/database.ts';
import type { MemberRole } from './actor.ts';
import type { Founded, NewOrganization, NewOwner } from './founding.ts';
import type { Business, SignUpInput } from './schema.ts';

export async function foundOrganization(
	tx: Tx,
	organization: NewOrganization & { casePrefix: string; inboundAddress: string },
	owner: NewOwner & { emailNormalized: string }
): Promise<Founded | null> {
	const [row] = await tx<Founded[]>`select org_id as "orgId", person_id as "personId", member_id as "memberId"
		from gate.found_organization(${tx.json(organization)}, ${tx.json(owner)})`;
	return row ?? null;
}

export async function isFounded(tx: Tx): Promise<boolean> {
	const [row] = await tx<{ founded: boolean }[]>`select gate.is_founded() as founded`;
	return row?.founded ?? false;
}

export async function makeSetupLink(tx: Tx, token: Buffer, minutes: number): Promise<boolean> {
	const [row] = await tx<
		{ made: boolean }[]
	>`select gate.make_setup_link(${token}, make_interval(mins => ${minutes})) as made`;
	return row?.made ?? false;
}

export async function setupLink(tx: Tx, token: Buffer): Promise<boolean> {
	const [row] = await tx<{ works: boolean }[]>`select gate.setup_link(${token}) as works`;
	return row?.works ?? false;
}

export async function useSetupLink(tx: Tx, token: Buffer): Promise<boolean> {
	const [row] = await tx<{ used: boolean }[]>`select gate.use_setup_link(${token}) as used`;
	return row?.used ?? false;
}

/** One of the team, as colleagues see her. */
export type TeamMember = {
	id: string;
	personId: string;
	name: string;
	email: string;
	role: MemberRole;
	since: Date;
};

export function team(tx: Tx, orgId: string): Promise<TeamMember[]> {
	return tx<TeamMember[]>`
		select members.id, members.person_id as "personId", people.name, people.email, members.role, members.created_at as since
		from members join people on people.id = members.person_id
		where members.org_id = ${orgId}
		order by array_position(array['owner', 'admin', 'manager', 'agent', 'viewer'], members.role), lower(people.name), members.id`;
}

export async function memberRole(tx: Tx, orgId: string, memberId: string): Promise<MemberRole | null> {
	const [row] = await tx<
		{ role: MemberRole }[]
	>`select role from members where org_id = ${orgId} and id = ${memberId}`;
	return row?.role ?? null;
}

/** false: not there, or no longer the actor's to change. */
export async function setRole(tx: Tx, orgId: string, memberId: string, role: MemberRole): Promise<boolean> {
	const changed = await tx`update members set role = ${role} where org_id = ${orgId} and id = ${memberId}`;
	return changed.count > 0;
}

/** false: not there, or no longer the actor's to remove. */
export async function removeMember(tx: Tx, orgId: string, memberId: string): Promise<boolean> {
	const removed = await tx`delete from members where org_id = ${orgId} and id = ${memberId}`;
	return removed.count > 0;
}

export async function isMemberAddress(tx: Tx, orgId: string, email: string): Promise<boolean> {
	const rows = await tx`select from members join people on people.id = members.person_id
		where members.org_id = ${orgId} and lower(people.email) = ${email}`;
	return rows.length > 0;
}

export type NewInvitation = {
	email: string;
	role: MemberRole;
	hash: Buffer;
	sealed: Buffer;
	invitedBy: string;
	days: number;
};

/** null: there is an invitation for this address already. */
export async function addInvitation(tx: Tx, orgId: string, it: NewInvitation): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into invitations (org_id, email, role, token_hash, token_encrypted, invited_by, expires_at)
		values (${orgId}, ${it.email}, ${it.role}, ${it.hash}, ${it.sealed}, ${it.invitedBy}, now() + make_interval(days => ${it.days}))
		on conflict (org_id, email) do nothing returning id`;
	return row?.id ?? null;
}

export type Invitation = {
	id: string;
	email: string;
	role: MemberRole;
	invitedBy: string | null;
	createdAt: Date;
	expiresAt: Date;
	expired: boolean;
	sealed: Buffer | null;
};

/** Those whose role the reader could give herself. */
export function invitations(tx: Tx, orgId: string): Promise<Invitation[]> {
	return tx<Invitation[]>`
		select id, email, role, invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt",
			expires_at <= now() as expired, token_encrypted as sealed
		from invitations where org_id = ${orgId} order by created_at desc, id`;
}

export async function removeInvitation(
	tx: Tx,
	orgId: string,
	id: string
): Promise<{ email: string; role: MemberRole } | null> {
	const [row] = await tx<{ email: string; role: MemberRole }[]>`
		delete from invitations where org_id = ${orgId} and id = ${id} returning email, role`;
	return row ?? null;
}

export async function organizationName(tx: Tx, orgId: string): Promise<string> {
	const [row] = await tx<{ name: string }[]>`select name from organizations where id = ${orgId}`;
	return row?.name ?? '';
}

export async function personName(tx: Tx, personId: string): Promise<string> {
	const [row] = await tx<{ name: string }[]>`select name from people where id = ${personId}`;
	return row?.name ?? '';
}

/** What an invitation offers, to whoever holds its link. */
export type Offer = {
	email: string;
	role: MemberRole;
	invitedBy: string;
	organization: string;
	brandColor: string;
	/** Somebody has this address: she must sign in as herself to accept. */
	known: boolean;
};

export async function offer(tx: Tx, token: Buffer): Promise<Offer | null> {
	const [row] = await tx<{ offer: Offer | null }[]>`select gate.invitation(${token}) as offer`;
	return row?.offer ?? null;
}

export type Joining = { token: Buffer; session: Buffer | null; name: string | null; hash: string | null };

/** The person who joined; null: the invitation is gone, or is not hers. */
export async function acceptInvitation(tx: Tx, it: Joining): Promise<string | null> {
	const [row] = await tx<{ person: string | null }[]>`
		select gate.accept_invitation(${it.token}, ${it.session}, ${it.name}, ${it.hash}) as person`;
	return row?.person ?? null;
}

export type BusinessRow = Business & {
	/** Money is written down in the currency: a quote, a payment, or what a case was worth. */
	hasMoney: boolean;
	hasCases: boolean;
};

export async function businessRow(tx: Tx): Promise<BusinessRow> {
	const [row] = await tx<[BusinessRow]>`
		select industry, time_zone as "timeZone", locale, currency, case_prefix as "casePrefix",
			exists (select from quotes where org_id = (select scope_org()))
				or exists (select from payments where org_id = (select scope_org()))
				or exists (select from inquiries where org_id = (select scope_org()) and deal_value_minor is not null) as "hasMoney",
			exists (select from inquiries where org_id = (select scope_org())) as "hasCases"
		from organizations where id = (select scope_org())`;
	return row;
}

export async function updateBusiness(tx: Tx, it: Business): Promise<void> {
	await tx`update organizations set industry = ${it.industry}, time_zone = ${it.timeZone}, locale = ${it.locale},
		currency = ${it.currency}, case_prefix = ${it.casePrefix} where id = (select scope_org())`;
}

/** `asking`: an id of this very sign-up, the same each time the job is run. */
export async function enqueueSignUp(tx: Tx, input: SignUpInput & { asking: string }): Promise<void> {
	await tx`select enqueue_job('sign_up', ${tx.json(input)}::json)`;
}
