import type { Tx } from '#platform/database/database.ts';
import type { EventDetails } from '#hub/inquiries/case-sql.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import type { Numbers } from './rows.ts';

/**
 * A demo is made in many transactions. Until the last one its organization carries this in place of its address, so that a
 * demo whose process was killed is known for what it is (here, and in gate.is_founded).
 */
const UNFINISHED = 'unfinished-demo-';

/** An account that exists nowhere. */
const HOW_TO_PAY =
	'In the salon, by card or cash. Or by transfer to Studio Lumi, IE00 DEMO 0000 0000 0000 00, with the number of the invoice.';

/** True while the database holds no organization but unfinished demos. */
export async function isEmpty(tx: Tx): Promise<boolean> {
	const [row] = await tx<{ empty: boolean }[]>`
		select not exists (select from organizations where inbound_address not like ${`${UNFINISHED}%`}) as empty`;
	return row?.empty ?? false;
}

const REWARD = {
	reward: '€10 off your next visit, and €10 off your friend’s first',
	finePrint: 'Once for each friend who is new to us.'
};

export type NewOrganization = {
	id: string;
	name: string;
	contactEmail: string;
	contactPhone: string;
	brandColor: string;
	casePrefix: string;
	createdAt: Date;
};

export async function insertUnfinished(tx: Tx, organization: NewOrganization): Promise<void> {
	const { id, name, contactEmail, contactPhone, brandColor, casePrefix, createdAt } = organization;
	await tx`insert into organizations (id, name, industry, currency, locale, time_zone, case_prefix, brand_color, contact_email,
			contact_phone, postal_address, tax_bp, tax_id, payment_instructions, inbound_address, created_at,
			referral_enabled, referral_reward, referral_fine_print)
		values (${id}, ${name}, 'salon', 'EUR', 'en-IE', 'Europe/Dublin', ${casePrefix}, ${brandColor}, ${contactEmail},
			${contactPhone}, ${'22 Camden Row\nDublin 8'}, 900, 'IE0000000A', ${HOW_TO_PAY}, ${UNFINISHED + id}, ${createdAt},
			true, ${REWARD.reward}, ${REWARD.finePrint})`;
}

export type NewMember = {
	personId: string;
	memberId: string;
	role: MemberRole;
	name: string;
	email: string;
	passwordHash: string;
};

export async function insertTeam(tx: Tx, orgId: string, members: NewMember[]): Promise<void> {
	const people = members.map(({ personId, email, name, passwordHash }) => ({
		id: personId,
		email,
		email_normalized: email,
		name,
		password_hash: passwordHash
	}));
	await tx`insert into people ${tx(people)}`;
	const rows = members.map(({ memberId, personId, role }) => ({
		org_id: orgId,
		id: memberId,
		person_id: personId,
		role
	}));
	await tx`insert into members ${tx(rows)}`;
}

export async function finish(
	tx: Tx,
	orgId: string,
	last: Numbers & { inboundAddress: string }
): Promise<void> {
	await tx`update organizations set inbound_address = ${last.inboundAddress}, last_case_number = ${last.caseNumber},
		last_quote_number = ${last.quoteNumber}, last_invoice_number = ${last.invoiceNumber},
		last_receipt_number = ${last.receiptNumber} where id = ${orgId}`;
	await tx`select recount_inquiries(${orgId})`;
}

/** Organizations whose demo never ended. */
export async function unfinished(tx: Tx): Promise<string[]> {
	const rows = await tx<
		{ id: string }[]
	>`select id from organizations where inbound_address like ${`${UNFINISHED}%`}`;
	return rows.map((row) => row.id);
}

/** Lets the files of an organization go; the keys to remove. */
export async function letFilesGo(tx: Tx, orgId: string): Promise<string[]> {
	await tx`update organizations set logo_key = null where id = ${orgId}`;
	await tx`delete from documents where org_id = ${orgId}`;
	await tx`update objects set state = 'leaving', leaving_since = now() where org_id = ${orgId} and state <> 'leaving'`;
	const rows = await tx<{ key: string }[]>`select key from objects where org_id = ${orgId}`;
	return rows.map((row) => row.key);
}

/** The organization with all that is in it, and the people who are in no other one. Fails while it has objects. */
export async function deleteOrganization(tx: Tx, orgId: string): Promise<void> {
	const people = await tx<{ id: string }[]>`select person_id as id from members
		where org_id = ${orgId} and not exists (
			select from members other where other.person_id = members.person_id and other.org_id <> members.org_id)`;
	await tx`delete from organizations where id = ${orgId}`;
	await tx`delete from people where id = any (${people.map((person) => person.id)})`;
}

export type CustomerPast = {
	id: string;
	preferences: string;
	preferencesUpdatedAt: Date | null;
	seenAt: Date | null;
	since: Date;
};

/** What a form does not say about a customer. */
export async function setCustomerPast(tx: Tx, past: CustomerPast): Promise<void> {
	await tx`update customers set preferences = ${past.preferences}, preferences_updated_at = ${past.preferencesUpdatedAt},
			portal_seen_at = ${past.seenAt}, created_at = ${past.since}, updated_at = ${past.since},
			portal_token_created_at = ${past.since}
		where org_id = scope_org() and id = ${past.id}`;
}

type Row = Record<string, string | number | boolean | Date | null | EventDetails>;
type Table =
	| 'inquiries'
	| 'inquiry_events'
	| 'messages'
	| 'quotes'
	| 'quote_items'
	| 'payments'
	| 'quote_events'
	| 'referrals';

/** Adds rows of one shape to a table; none: nothing happens. */
export async function insertRows(tx: Tx, table: Table, rows: Row[]): Promise<void> {
	if (rows.length) await tx`insert into ${tx(table)} ${tx(rows)}`;
}

export type DocumentPast = { id: string; sharedAt: Date; openedAt: Date | null; downloads: number };

export async function setDocumentPast(tx: Tx, past: DocumentPast): Promise<void> {
	await tx`update documents set created_at = ${past.sharedAt}, first_opened_at = ${past.openedAt},
			last_downloaded_at = ${past.downloads ? past.openedAt : null}, downloads = ${past.downloads}
		where org_id = scope_org() and id = ${past.id}`;
}

/** The sealed portal tokens of an organization by customer. */
export async function sealedTokens(tx: Tx): Promise<Map<string, Buffer>> {
	const rows = await tx<{ id: string; sealed: Buffer }[]>`
		select id, portal_token_encrypted as sealed from customers where org_id = scope_org()`;
	return new Map(rows.map((row) => [row.id, row.sealed]));
}

/**
 * Of the customers whom a demo made in somebody's own organization, the one with the most documents, quotes and payments. Nobody else: where a
 * business stayed with its demo, a link that works would be printed into its log (D4). Real addresses do not end so (demo.ts, RFC 2606).
 */
export async function mostToSee(
	tx: Tx,
	ownerEmail: string
): Promise<{ orgId: string; customerId: string; sealed: Buffer } | null> {
	const [row] = await tx<{ orgId: string; customerId: string; sealed: Buffer }[]>`
		select c.org_id as "orgId", c.id as "customerId", c.portal_token_encrypted as sealed
		from people join members m on m.person_id = people.id and m.role = 'owner'
			join organizations o on o.id = m.org_id and o.portal_enabled join customers c on c.org_id = o.id
		where people.email_normalized = lower(${ownerEmail}) and c.email_normalized like '%@mail-%.example'
		order by (select count(*) from documents d where d.org_id = c.org_id and d.customer_id = c.id)
			+ (select count(*) from quotes q where q.org_id = c.org_id and q.customer_id = c.id)
			+ (select count(*) from payments p where p.org_id = c.org_id and p.customer_id = c.id) desc, c.id limit 1`;
	return row ?? null;
}
