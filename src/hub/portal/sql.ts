import type postgres from 'postgres';
import type { Wins } from '#hub/loyalty/standing.ts';
import { isInTheWay, type Tx } from '#platform/database/database.ts';

/** What `portal_data` (db/migrations/0120, 0181) answers; times are ISO 8601 with offset, money is in minor units (D6). */
export type PortalData = {
	organization: {
		name: string;
		industry: string;
		locale: string;
		timeZone: string;
		casePrefix: string;
		/** `#rrggbb` */
		brandColor: string;
		hasLogo: boolean;
		email: string | null;
		phone: string | null;
		/** Whether a customer without an open case may start one. */
		mayBegin: boolean;
	};
	customer: { name: string; locale: string | null; seenAt: string | null };
	case: {
		/** W2: the letters of its number. */
		prefix: string;
		number: number;
		subject: string;
		status: 'open' | 'waiting';
		/** Newest first. */
		messages: PortalMessage[];
	} | null;
	/** Files of the newest messages, oldest first; of all her cases. */
	attachments: PortalAttachment[];
	documentCount: number;
	documents: PortalDocument[];
	quotes: PortalQuote[];
	payments: PortalPayment[];
	loyalty: Wins;
	/** null: there is no programme. */
	referral: PortalReferral | null;
	/** `version` names the text, for the form that changes it. */
	preferences: { text: string; version: string; updatedAt: string | null };
	/** Her request to be deleted, and the calendar day by which the business has to answer; null: there is none. */
	privacy: { requestedAt: string | null; dueOn: string | null };
};

export type PortalReferral = {
	reward: string;
	finePrint: string | null;
	terms: string | null;
	/** `sealed` in hexadecimal digits; null: she has no link. */
	link: { id: string; sealed: string } | null;
	/** Friends who wrote, and those whose case was won. */
	sent: number;
	booked: number;
};

export type PortalMessage = {
	id: string;
	direction: 'inbound' | 'outbound';
	body: string;
	createdAt: string;
};

export type PortalAttachment = {
	id: string;
	messageId: string;
	name: string;
	/** Bytes. */
	size: number;
};

export type PortalDocument = {
	id: string;
	name: string;
	label: string | null;
	category: 'image' | 'pdf' | 'document' | 'spreadsheet' | 'archive' | 'audio' | 'video' | 'other';
	/** Bytes. */
	size: number;
	createdAt: string;
	isNew: boolean;
	hasThumbnail: boolean;
};

export type PortalQuote = {
	id: string;
	/** null: a draft, as the desk shows it beforehand. */
	number: number | null;
	invoiceNumber: number | null;
	title: string;
	status: 'sent' | 'accepted' | 'declined' | 'invoiced' | 'paid' | 'refunded' | 'void';
	currency: string;
	taxIncluded: boolean;
	/** On the whole. */
	discount: number;
	subtotal: number;
	tax: number;
	total: number;
	/** Of an open invoice: what was paid of it. */
	received: number;
	note: string | null;
	/** Calendar day, `2026-03-14`. */
	validUntil: string | null;
	dueOn: string | null;
	/** Of an open invoice: in the business's own words. */
	howToPay: string | null;
	sentAt: string;
	/** null: it is no invoice. */
	invoicedAt: string | null;
	items: { description: string; quantity: number; unitPrice: number; discount: number; total: number }[];
};

export type PortalPayment = {
	id: string;
	/** Of the receipt, `R-88`. */
	number: number;
	amount: number;
	currency: string;
	method: 'cash' | 'card' | 'transfer' | 'other';
	/** Calendar day, `2026-03-14`. */
	receivedOn: string;
	refundedAt: string | null;
	quoteTitle: string | null;
};

/**
 * One statement, one round trip: it sets role and scope by itself. The page as the database writes it, of which `PortalData` is
 * parsed; null: unknown, replaced or off.
 */
export async function pageByToken(
	sql: postgres.Sql,
	tokenHash: Buffer,
	atMost: number
): Promise<string | null> {
	const [row] = await sql<
		{ page: string | null }[]
	>`select portal_page(${tokenHash}, ${atMost})::text as page`;
	return row?.page ?? null;
}

/** The same page through the scope of `tx`. null: no such customer there. */
export async function pageOfCustomer(
	tx: Tx,
	orgId: string,
	customerId: string,
	atMost: number
): Promise<PortalData | null> {
	const [row] = await tx<
		{ page: PortalData | null }[]
	>`select portal_data(${orgId}, ${customerId}, ${atMost}) as page`;
	return row?.page ?? null;
}

/** Remembers that the customer was here; false: no such portal. */
export async function markSeen(sql: postgres.Sql, tokenHash: Buffer): Promise<boolean> {
	const [row] = await sql<{ known: boolean }[]>`select portal_seen(${tokenHash}) as known`;
	return row?.known ?? false;
}

/** Whose portal the token opens: the organization; null: no such portal. For a transaction of hub_customer without a scope. */
export async function portalOrganization(tx: Tx, tokenHash: Buffer): Promise<string | null> {
	const [, [scope]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<{ orgId: string | null }[]>`select scope_org() as "orgId"`
	]);
	return scope?.orgId ?? null;
}

/** Remembers the language that the customer chose; false: no such portal. */
export async function keepLanguage(sql: postgres.Sql, tokenHash: Buffer, language: string): Promise<boolean> {
	const [row] = await sql<{ known: boolean }[]>`select portal_language(${tokenHash}, ${language}) as known`;
	return row?.known ?? false;
}

/** The sealed copy of a customer's token, and whether her portal is on; null: no such customer in the scope. */
export async function sealedToken(
	tx: Tx,
	customerId: string
): Promise<{ sealed: Uint8Array; portalEnabled: boolean } | null> {
	const [row] = await tx<{ sealed: Uint8Array; portalEnabled: boolean }[]>`
		select portal_token_encrypted as sealed, portal_enabled as "portalEnabled"
		from customers join organizations on organizations.id = customers.org_id
		where customers.org_id = (select scope_org()) and customers.id = ${customerId}`;
	return row ?? null;
}

/** Puts another token in the place of all that a customer has, those from merges too; false: no such customer in the scope. */
export async function replaceToken(
	tx: Tx,
	customerId: string,
	hash: Buffer,
	sealed: Buffer
): Promise<boolean> {
	const { count } = await tx`
		update customers set portal_token_hash = ${hash}, portal_token_encrypted = ${sealed}, portal_token_created_at = now()
		where org_id = (select scope_org()) and id = ${customerId}`;
	await tx`delete from customer_aliases where org_id = (select scope_org()) and customer_id = ${customerId} and kind = 'token'`;
	return count > 0;
}

/** Key of the logo behind a portal's token; null: no such portal, or it has none. */
export async function logoByToken(sql: postgres.Sql, tokenHash: Buffer): Promise<string | null> {
	const [row] = await sql<{ key: string | null }[]>`select portal_logo(${tokenHash}) as key`;
	return row?.key ?? null;
}

/** A customer whose page has something on it: of the newest activity, else the newest; null: there is none. */
export async function anyCustomerToShow(tx: Tx): Promise<string | null> {
	const [row] = await tx<{ id: string | null }[]>`
		select coalesce(
			(select customer_id from inquiries where org_id = (select scope_org()) and customer_id is not null and deleted_at is null
				order by active_at desc limit 1),
			(select id from customers where org_id = (select scope_org()) order by created_at desc limit 1)) as id`;
	return row?.id ?? null;
}

/** The organization as its portal shows it. */
/** Whether the portal of the organization in scope is on, and what the business speaks. */
export async function portalSwitch(tx: Tx): Promise<{ on: boolean; locale: string }> {
	const [row] = await tx<[{ on: boolean; locale: string }]>`
		select portal_enabled as on, locale from organizations where id = (select scope_org())`;
	return row;
}

export async function organizationToShow(tx: Tx): Promise<PortalData['organization']> {
	const [row] = await tx<[PortalData['organization']]>`
		select name, industry, locale, time_zone as "timeZone", case_prefix as "casePrefix", brand_color as "brandColor",
			logo_key is not null as "hasLogo", contact_email as email, contact_phone as phone, portal_new_case as "mayBegin"
		from organizations where id = (select scope_org())`;
	return row;
}

/** `asking`: an id of this time that somebody asked, the same each time the job is run. */
export async function enqueueLostLinks(tx: Tx, it: { email: string; asking: string }): Promise<void> {
	await tx`select enqueue_job('send_lost_links', ${tx.json(it)}::json)`;
}

export type Addressee = {
	orgId: string;
	customerId: string;
	name: string;
	/** As on file. */
	email: string;
	organization: string;
};

/** Who has this normalized address, wherever the portal is on. */
export function customersWithAddress(tx: Tx, email: string, atMost: number): Promise<Addressee[]> {
	return tx<Addressee[]>`
		select org_id as "orgId", customer_id as "customerId", name, email, organization
		from gate.customers_with_address(${email}, ${atMost})`;
}

/** What became of a reply; null: no such portal, or it is off. */
export type ReplyKept = { kind: 'kept' | 'no-case' | 'too-many' };

/** One statement, one round trip: it sets role and scope by itself. */
export async function keepReply(
	sql: postgres.Sql,
	it: { tokenHash: Buffer; body: string; key: string; newSubject: string }
): Promise<ReplyKept | null> {
	const keep = async () => {
		const [row] = await sql<{ kept: ReplyKept | null }[]>`
			select portal_reply(${it.tokenHash}, ${it.body}, ${it.key}, ${it.newSubject}) as kept`;
		return row?.kept ?? null;
	};
	try {
		return await keep();
	} catch (cause) {
		// She was merged with another customer in this very moment: her link leads there now.
		if ((cause as { code?: unknown }).code === FOREIGN_KEY_VIOLATION || isInTheWay(cause)) return keep();
		throw cause;
	}
}

const FOREIGN_KEY_VIOLATION = '23503';

/** `overwritten`: what another tab or device had saved meanwhile; null: nothing. */
export type PreferencesSaved = { version: string; overwritten: string | null };

/** One statement, one round trip: it sets role and scope by itself. null: no such portal, or it is off. */
export async function savePreferences(
	sql: postgres.Sql,
	tokenHash: Buffer,
	text: string,
	madeFrom: string
): Promise<PreferencesSaved | null> {
	const [row] = await sql<{ saved: PreferencesSaved | null }[]>`
		select portal_save_preferences(${tokenHash}, ${text}, ${madeFrom}) as saved`;
	return row?.saved ?? null;
}
