import type { MemberRole } from '#hub/organizations/actor.ts';
import type { QuoteStatus } from '#hub/quotes/state.ts';

/** When something happened, as the story tells it: `62d 10:14` is 62 days ago at that time (UTC), `25m` and `3h` are that long ago. */
export type When = string;

export type Line = {
	when: When;
	direction: 'inbound' | 'outbound';
	channel: 'email' | 'whatsapp' | 'portal';
	/** Who of the team wrote it; null: the customer did. */
	by: MemberRole | null;
	body: string;
};

export type DemoCase = {
	subject: string;
	status: 'open' | 'waiting' | 'closed';
	outcome?: 'won' | 'lost' | 'no_decision';
	reason?: string;
	/** In minor units. */
	value?: number;
	source: 'manual' | 'email' | 'whatsapp' | 'portal' | 'referral';
	assignee: MemberRole;
	closed?: When;
	lines: Line[];
};

export type DemoQuote = {
	title: string;
	status: QuoteStatus;
	created: When;
	/** When it was accepted or declined. */
	decided?: When;
	/** Index of the customer's case that it belongs to. */
	about?: number;
	note?: string;
	/** Days from now until which a sent quote is valid. */
	validFor?: number;
	/** Description, quantity, price of one in minor units, tax in it. */
	items: [string, number, number][];
	payments?: {
		when: When;
		amount: number;
		method: 'cash' | 'card' | 'transfer';
		reference?: string;
		refunded?: When;
	}[];
};

export type DemoFile = {
	name: string;
	label?: string;
	shared: When;
	/** Who of the team shared it; left out: the owner. */
	by?: MemberRole;
	/** When the customer first opened it; left out: still "new". */
	opened?: When;
	downloads?: number;
	content: () => Promise<Buffer>;
};

export type DemoCustomer = {
	name: string;
	/** What stands before the @; null: no address known. */
	mailbox: string | null;
	/** Customers with the same word share a telephone; null: no number known. */
	telephone: string | null;
	address?: string;
	locale?: string;
	preferences?: string;
	/** When she last saved them; left out: when she last was in the portal. */
	preferencesSaved?: When;
	since: When;
	/** Her own last visit to the portal. */
	seen?: When;
	cases: DemoCase[];
	quotes: DemoQuote[];
	files: DemoFile[];
	/** Friends she sent, by the mailbox of theirs in this story; `credited` once the friend's case is won. */
	sent?: { mailbox: string; when: When; credited?: When }[];
};
