import type { Tx } from '#platform/database/database.ts';
import type { NewReferralLink } from './referral-link.ts';
import type { CustomerDetails } from './schema.ts';
import { normalizePhone } from './phone.ts';
import { searchText, type FurtherContact } from './search-text.ts';

/** One line of the list. */
export type ListedCustomer = {
	id: string;
	name: string;
	email: string | null;
	phone: string | null;
	portalSeenAt: Date | null;
	createdAt: Date;
};

export type CustomerRow = ListedCustomer & {
	address: string | null;
	locale: string | null;
	preferences: string;
	preferencesUpdatedAt: Date | null;
	portalTokenCreatedAt: Date;
};

/** A new row: what a person said, the portal's token made for it, and the link with which she may recommend the business. */
export type NewCustomer = CustomerDetails & {
	id: string;
	tokenHash: Buffer;
	tokenSealed: Buffer;
	referralLink: NewReferralLink;
};

/** Columns that follow from what a person said. */
const columns = (details: CustomerDetails) => ({
	name: details.name,
	email: details.email,
	email_normalized: normalizeEmail(details.email),
	phone: details.phone,
	phone_normalized: normalizePhone(details.phone),
	address: details.address,
	locale: details.locale,
	search_text: searchText(details)
});

/** What customers.email_normalized holds; addresses are compared without case. */
export const normalizeEmail = <T extends string | null>(email: T) => (email?.toLowerCase() ?? null) as T;

const listed = (tx: Tx) =>
	tx`id, name, email, phone, portal_seen_at as "portalSeenAt", created_at as "createdAt"`;

export async function insertCustomers(tx: Tx, orgId: string, customers: NewCustomer[]): Promise<void> {
	const rows = customers.map((customer) => ({
		org_id: orgId,
		id: customer.id,
		...columns(customer),
		portal_token_hash: customer.tokenHash,
		portal_token_encrypted: customer.tokenSealed
	}));
	await tx`insert into customers ${tx(rows)}`;
	const links = customers.map(({ id: customerId, referralLink: { id, tokenHash, sealed } }) => ({
		org_id: orgId,
		id,
		customer_id: customerId,
		token_hash: tokenHash,
		sealed
	}));
	await tx`insert into referral_links ${tx(links)}`;
}

/** The addresses and numbers by which she is known besides these, from merges; oldest first. */
export function furtherContacts(
	tx: Tx,
	id: string,
	{ email, phone }: Pick<CustomerDetails, 'email' | 'phone'>
): Promise<FurtherContact[]> {
	return tx<FurtherContact[]>`
		select kind, shown from customer_aliases
		where org_id = (select scope_org()) and customer_id = ${id} and kind <> 'token'
			and normalized is distinct from case kind when 'email' then ${normalizeEmail(email)} else ${normalizePhone(phone)} end
		order by created_at, normalized`;
}

/** An address or number is no longer hers; false: it was none of hers. Her own, in her record, stays. */
export async function removeFurtherContact(
	tx: Tx,
	id: string,
	{ kind, shown }: FurtherContact
): Promise<boolean> {
	const removed = await tx`
		delete from customer_aliases
		where org_id = (select scope_org()) and customer_id = ${id} and kind = ${kind} and shown = ${shown}`;
	return removed.count > 0;
}

/** Also brings search_text up to date with her further contacts. */
export async function updateCustomer(tx: Tx, id: string, details: CustomerDetails): Promise<void> {
	const set = {
		...columns(details),
		search_text: searchText(details, await furtherContacts(tx, id, details))
	};
	await tx`update customers set ${tx(set)}, updated_at = now() where org_id = scope_org() and id = ${id}`;
}

/** With `lock`, until the end of the transaction nobody else changes the row. */
export async function customerById(tx: Tx, id: string, lock: boolean): Promise<CustomerRow | null> {
	const [row] = await tx<CustomerRow[]>`
		select ${listed(tx)}, address, locale, preferences, preferences_updated_at as "preferencesUpdatedAt",
			portal_token_created_at as "portalTokenCreatedAt"
		from customers where org_id = scope_org() and id = ${id} ${lock ? tx`for update` : tx``}`;
	return row ?? null;
}

/** Her own locale and the organization's, in that order; null: she has not chosen, or is not there. */
export async function localesOf(tx: Tx, id: string): Promise<(string | null)[]> {
	const [row] = await tx<{ own: string | null; organization: string }[]>`
		select c.locale as own, o.locale as organization
		from organizations o left join customers c on c.org_id = o.id and c.id = ${id}
		where o.id = (select scope_org())`;
	return [row?.own ?? null, row?.organization ?? null];
}

export type PageOfCustomers = { byNewest: boolean; backwards: boolean; edge: string | null; limit: number };

/** Customers in list order beyond the edge; backwards: in reverse. An edge that is gone gives nothing. */
export function pageOfCustomers(tx: Tx, page: PageOfCustomers): Promise<ListedCustomer[]> {
	const place = page.byNewest ? tx`created_at` : tx`sort_name`;
	const direction = page.byNewest === page.backwards ? tx`asc` : tx`desc`;
	const comparison = page.byNewest === page.backwards ? tx`>` : tx`<`;
	const beyond = page.edge
		? tx`where (${place}, id) ${comparison} (select ${place}, id from customers where org_id = scope_org() and id = ${page.edge})`
		: tx``;
	return tx<ListedCustomer[]>`
		select ${listed(tx)} from customers ${beyond} order by ${place} ${direction}, id ${direction} limit ${page.limit}`;
}

/** The same for customers whose search_text has every word (db/migrations/0020 says why through the gate). */
export function pageOfMatches(tx: Tx, words: string[], page: PageOfCustomers): Promise<ListedCustomer[]> {
	return tx<ListedCustomer[]>`
		select ${listed(tx)} from gate.search_customers(${words}, ${page.byNewest}, ${page.backwards}, ${page.edge}, ${page.limit})
			with ordinality as found (customer_id, place)
		join customers on org_id = (select scope_org()) and id = found.customer_id order by found.place`;
}

/** Customers whose folded name begins so. */
export function customersByNamePrefix(tx: Tx, folded: string, limit: number): Promise<ListedCustomer[]> {
	return tx<ListedCustomer[]>`
		select ${listed(tx)} from customers where sort_name >= ${` ${folded}`} and sort_name < ${` ${folded}\u{10ffff}`}
		order by sort_name, id limit ${limit}`;
}

/** Whose cases were last active, and who was added last, latest first. Of many cases of one customer only the newest 50 of all are looked at. */
export function customersLately(tx: Tx, limit: number): Promise<ListedCustomer[]> {
	return tx<ListedCustomer[]>`
		select ${listed(tx)} from customers join (
			select id as lately_id, max(at) as at from (
				(select customer_id as id, active_at as at from inquiries
					where org_id = scope_org() and deleted_at is null order by active_at desc, inquiries.id desc limit 50)
				union all
				(select id, created_at from customers where org_id = scope_org() order by created_at desc, id desc limit ${limit})
			) touched group by id
		) lately on lately_id = id
		where org_id = scope_org() order by at desc, id limit ${limit}`;
}

export async function anyCustomer(tx: Tx): Promise<boolean> {
	const [row] = await tx`select from customers where org_id = scope_org() limit 1`;
	return row !== undefined;
}

/** Until the transaction ends nobody else adds to this organization, so that two of the same are not both found to be new. */
export async function oneAdditionAtATime(tx: Tx, orgId: string): Promise<void> {
	await tx`select pg_advisory_xact_lock(hashtextextended(${`customers of ${orgId}`}, 0))`;
}

export type Contact = ListedCustomer & { emailNormalized: string | null; phoneNormalized: string | null };

const contact = (tx: Tx) =>
	tx`${listed(tx)}, email_normalized as "emailNormalized", phone_normalized as "phoneNormalized"`;
/** Of a customer joined with one of her aliases: what she was found by stands in the place of her own. */
const contactByAlias = (tx: Tx) =>
	tx`c.id, c.name, c.email, c.phone, c.portal_seen_at as "portalSeenAt", c.created_at as "createdAt",
		case a.kind when 'email' then a.normalized end as "emailNormalized",
		case a.kind when 'phone' then a.normalized end as "phoneNormalized"`;

/** Customers with one of these normalized addresses or numbers, once for each that is theirs (`customer_aliases`, from merges). */
export function customersByContact(tx: Tx, emails: string[], phones: string[]): Promise<Contact[]> {
	return tx<Contact[]>`
		select ${contact(tx)} from customers where email_normalized = any(${emails}) or phone_normalized = any(${phones})
		union all
		select ${contactByAlias(tx)} from customer_aliases a join customers c on c.org_id = a.org_id and c.id = a.customer_id
		where a.org_id = (select scope_org())
			and (a.kind = 'email' and a.normalized = any(${emails}) or a.kind = 'phone' and a.normalized = any(${phones}))
		order by "createdAt", id`;
}

/** Customers whose text has these digits, the oldest first; a number's digits are among them in any notation. */
export function customersByDigits(tx: Tx, digits: string, limit: number): Promise<Contact[]> {
	return tx<Contact[]>`
		with found as materialized (select customer_id from gate.search_customers(${[digits]}, true, true, null, ${limit}) as ids (customer_id))
		select ${contact(tx)} from found join customers on org_id = (select scope_org()) and id = found.customer_id
		union all
		select ${contactByAlias(tx)} from found
		join customers c on c.org_id = (select scope_org()) and c.id = found.customer_id
		join customer_aliases a on a.org_id = c.org_id and a.customer_id = c.id and a.kind = 'phone'
		order by "createdAt", id`;
}

/** The same person added in the last minute, by a button pressed twice. */
export function addedJustNow(tx: Tx, details: CustomerDetails): Promise<ListedCustomer[]> {
	return tx<ListedCustomer[]>`
		select ${listed(tx)} from customers where sort_name = left(${searchText(details)}, 100)
			and search_text = ${searchText(details)} and created_at > now() - interval '1 minute'`;
}

/** Who has this address, as her own or from a merge; the one with the newest case first; null: nobody. `normalized` as by `normalizeEmail`. */
export async function customerByEmail(tx: Tx, normalized: string): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		select id from customers where org_id = (select scope_org()) and id = any(array(
			select id from customers where org_id = (select scope_org()) and email_normalized = ${normalized}
			union all
			select customer_id from customer_aliases
			where org_id = (select scope_org()) and kind = 'email' and normalized = ${normalized}))
		order by (select max(active_at) from inquiries
			where inquiries.org_id = customers.org_id and inquiries.customer_id = customers.id) desc nulls last, created_at limit 1`;
	return row?.id ?? null;
}

/** Who has this number, written with its country, as her own or from a merge; the one with the newest case first. `digits` without the plus sign. */
export async function customerByPhone(tx: Tx, digits: string): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		select id from customers where org_id = (select scope_org()) and id = any(array(
			select id from customers where org_id = (select scope_org()) and phone_normalized in (${`+${digits}`}, ${digits})
			union all
			select customer_id from customer_aliases
			where org_id = (select scope_org()) and kind = 'phone' and normalized in (${`+${digits}`}, ${digits})))
		order by (select max(active_at) from inquiries
			where inquiries.org_id = customers.org_id and inquiries.customer_id = customers.id) desc nulls last, created_at limit 1`;
	return row?.id ?? null;
}

/** Whoever adds customers of unknown senders takes turns, so that two messages of one person make one customer. */
export async function oneNewcomerAtATime(tx: Tx, orgId: string, known: string): Promise<void> {
	await tx`select pg_advisory_xact_lock(hashtextextended(${`${orgId} ${known}`}, 90))`;
}
