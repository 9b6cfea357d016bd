import type postgres from 'postgres';
import type { Tx } from '#platform/database/database.ts';

/** What `portal_data` (db/migrations/0040) answers; times are ISO 8601 with offset, money is in minor units (D6). */
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
	};
	customer: { name: string; locale: string | null; seenAt: string | null };
	case: {
		number: number;
		subject: string;
		status: 'open' | 'waiting';
		/** Newest first. */
		messages: PortalMessage[];
	} | null;
	documentCount: number;
	documents: PortalDocument[];
	quotes: PortalQuote[];
	payments: PortalPayment[];
	deletionRequestedAt: string | null;
};

export type PortalMessage = {
	id: string;
	direction: 'inbound' | 'outbound';
	body: string;
	createdAt: string;
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
	number: number;
	title: string;
	status: 'sent' | 'accepted' | 'declined' | 'invoiced' | 'paid' | 'refunded' | 'void';
	currency: string;
	subtotal: number;
	tax: number;
	total: number;
	note: string | null;
	/** Calendar day, `2026-03-14`. */
	validUntil: string | null;
	sentAt: string;
	items: { description: string; quantity: number; unitPrice: number; total: number }[];
};

export type PortalPayment = {
	id: string;
	amount: number;
	currency: string;
	method: 'cash' | 'card' | 'transfer' | 'other';
	/** Calendar day, `2026-03-14`. */
	receivedOn: string;
	refundedAt: string | null;
	quoteTitle: string | null;
};

/** One statement, one round trip: it sets role and scope by itself. null: unknown, replaced or off. */
export async function pageByToken(
	sql: postgres.Sql,
	tokenHash: Buffer,
	atMost: number
): Promise<PortalData | null> {
	const [row] = await sql<{ page: PortalData | null }[]>`select portal_page(${tokenHash}, ${atMost}) as page`;
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
