import { randomUUID } from 'node:crypto';
import { fold, searchText } from '#hub/customers/search-text.ts';
import { normalizePhone } from '#hub/customers/phone.ts';
import { hashPortalToken, newPortalToken, sealPortalToken } from '#hub/customers/portal-token.ts';
import { familyNames, givenNames, subjects } from './words.ts';

const DAY = 24 * 60 * 60_000;
/** How far back a business remembers. */
const YEARS = 4;
/** Messages in a case on average; half of the cases have three or fewer. */
const MEAN_LENGTH = 5;

export type Value = string | number | Date | Buffer | null;

const pick = <T>(from: T[], skew = 1): T => from[Math.floor(Math.random() ** skew * from.length)] as T;

/** Columns of `customerRows`, in order. */
export const customerColumns = [
	'org_id',
	'id',
	'name',
	'email',
	'email_normalized',
	'phone',
	'phone_normalized',
	'search_text',
	'preferences',
	'locale',
	'portal_token_hash',
	'portal_token_encrypted',
	'portal_seen_at',
	'created_at',
	'updated_at'
];

export type Seeded = { id: string; token: string };

/**
 * `count` customers as rows for COPY. Most have an address, many a number (in the unassigned country code 999), some shared.
 * Each has a portal token that opens; `keep` hears of every customer.
 */
export function* customerRows(
	orgId: string,
	count: number,
	key: Buffer,
	keep: (customer: Seeded) => void
): Generator<Value[]> {
	const now = Date.now();
	for (let index = 0; index < count; index++) {
		const id = randomUUID();
		const token = newPortalToken();
		const given = pick(givenNames, 1.6);
		const family = pick(familyNames, 1.6);
		const name = `${given} ${family}`;
		const local =
			fold(`${given}.${family}`)
				.replace(/[^a-z.]/g, '')
				.replace(/^\.+|\.+$/g, '') || 'customer';
		const email = Math.random() < 0.9 ? `${local}.${index + 1}@example.net` : null;
		const phone =
			Math.random() < 0.75
				? `+999 ${20 + (index % 60)} ${String(1_000_000 + (index >> 1)).replace(/(?=....$)/, ' ')}`
				: null;
		const createdAt = new Date(now - Math.random() ** 1.3 * YEARS * 365 * DAY);
		const seenAt =
			Math.random() < 0.4
				? new Date(createdAt.getTime() + Math.random() * (now - createdAt.getTime()))
				: null;
		keep({ id, token });
		yield [
			orgId,
			id,
			name,
			email,
			email,
			phone,
			normalizePhone(phone),
			searchText({ name, email, phone }),
			Math.random() < 0.1 ? 'No fragrance, please.' : '',
			Math.random() < 0.05 ? pick(['ar', 'de', 'pl', 'pt']) : null,
			hashPortalToken(token),
			sealPortalToken(key, { orgId, customerId: id }, token),
			seenAt,
			createdAt,
			createdAt
		];
	}
}

/** Columns of `caseRows`, in order: what an inquiry has, and how many messages. */
export const caseColumns = [
	'org_id',
	'id',
	'number',
	'customer_id',
	'subject',
	'status',
	'outcome',
	'deal_value_minor',
	'source',
	'active_at',
	'last_direction',
	'closed_at',
	'created_at',
	'messages'
];

/**
 * Cases that together have `messages` messages, as rows for COPY. A few customers write all the time and many only once; one
 * case in eight is still open, the recent ones more often.
 */
export function* caseRows(orgId: string, customers: Seeded[], messages: number): Generator<Value[]> {
	const now = Date.now();
	let left = messages;
	for (let number = 1; left > 0; number++) {
		const length = Math.min(left, 1 + Math.floor(-Math.log(1 - Math.random()) * (MEAN_LENGTH - 0.6)), 400);
		left -= length;
		const age = Math.random() ** 1.5 * YEARS * 365 * DAY;
		const createdAt = new Date(now - age);
		const activeAt = new Date(createdAt.getTime() + Math.min(age, length * Math.random() * 2 * DAY));
		const isOpen = Math.random() < (age < 30 * DAY ? 0.6 : 0.06);
		const lastDirection = length === 1 || Math.random() < 0.4 ? 'inbound' : 'outbound';
		const outcome = isOpen ? null : pick(['won', 'won', 'won', 'lost', 'no_decision', null]);
		yield [
			orgId,
			randomUUID(),
			number,
			pick(customers, 2).id,
			pick(subjects),
			!isOpen ? 'closed' : lastDirection === 'inbound' ? 'open' : 'waiting',
			outcome,
			outcome === 'won' ? 2500 + Math.floor(Math.random() ** 3 * 60_000) : null,
			pick(['email', 'email', 'whatsapp', 'portal', 'manual', 'referral']),
			activeAt,
			lastDirection,
			isOpen ? null : activeAt,
			createdAt,
			length
		];
	}
}
