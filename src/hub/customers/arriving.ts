import { normal } from '#platform/forms/normal.ts';
import { isSeen } from '#platform/forms/text.ts';
import type { Tx } from '#platform/database/database.ts';
import { asMail, asPhone } from './arriving-details.ts';
import { UNKNOWN_SENDER } from './first-name.ts';
import * as sql from './sql.ts';
import { withToken } from './verbs.ts';

/** Somebody unknown who wrote first: what the channel says of her, as far as it can be kept. */
export type Newcomer = { name: string | null; email: string | null; phone: string | null };

/**
 * Makes a customer of somebody who wrote before the business knew her, in a transaction of the worker. `key`: the instance's key
 * for PORTAL_TOKEN_PURPOSE. She is called as she calls herself, else by her address or number.
 */
export async function addNewcomer(tx: Tx, orgId: string, newcomer: Newcomer, key: Buffer): Promise<string> {
	const email = asMail(newcomer.email);
	const phone = asPhone(newcomer.phone);
	const called = oneLine(newcomer.name);
	const name = (isSeen(called) && called) || email || phone || UNKNOWN_SENDER;
	const customer = withToken(orgId, { name, email, phone, address: null, locale: null }, key);
	await sql.insertCustomers(tx, orgId, [customer]);
	return customer.id;
}

/** At most 200 characters, without what cannot be kept or seen, or what turns the words around it round. */
const oneLine = (text: string | null) =>
	[
		...normal(text ?? '', 'NFC')
			.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
			.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
			.trim()
	]
		.slice(0, 200)
		.join('')
		.trim();
