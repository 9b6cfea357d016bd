/** A column that names a customer. */
export type Naming = { table: string; column: string };

/**
 * Rows that move to the customer who is kept, each by its own id. tests/database/merges.test.ts reads the catalogue and fails
 * when a table that names customers is neither here nor among those below: deleting the merged customer's row would take its rows along.
 */
export const moves: readonly Naming[] = [
	{ table: 'inquiries', column: 'customer_id' },
	{ table: 'quotes', column: 'customer_id' },
	{ table: 'documents', column: 'customer_id' },
	{ table: 'referrals', column: 'referrer_id' },
	{ table: 'referrals', column: 'friend_id' },
	{ table: 'referral_links', column: 'customer_id' },
	{ table: 'customer_data_requests', column: 'customer_id' },
	{ table: 'customer_accesses', column: 'customer_id' },
	{ table: 'customer_aliases', column: 'customer_id' },
	{ table: 'customer_merges', column: 'kept_id' }
];

/** Mails that wait for her, which only the gate may move. */
export const mails: Naming = { table: 'outbox_mails', column: 'customer_id' };

/** Rows that always name the customer of the case, message or quote they belong to, there and back. */
export const followers: readonly Naming[] = [
	{ table: 'messages', column: 'customer_id' },
	{ table: 'attachments', column: 'customer_id' },
	{ table: 'quote_items', column: 'customer_id' },
	{ table: 'payments', column: 'customer_id' }
];

/** A move as the key of a record: `referrals.friend_id`. */
export const nameOf = ({ table, column }: Naming) => `${table}.${column}`;
