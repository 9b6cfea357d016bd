import { notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { FurtherContact } from './search-text.ts';
import * as sql from './sql.ts';
import { mustChangeCustomers } from './verbs.ts';

/**
 * Takes away an address or number that came to a customer by a merge: whoever writes from it is somebody else from then on, and nothing
 * is sent to it. Pressed twice it answers as the first time. Throws forbidden, and not found for another organization's customer.
 */
export async function takeContactAway(
	tx: Tx,
	actor: Member,
	customerId: string,
	contact: FurtherContact
): Promise<void> {
	mustChangeCustomers(actor);
	const customer = isUuid(customerId) ? await sql.customerById(tx, customerId, true) : null;
	if (!customer) throw notFound('This customer');
	if (!(await sql.removeFurtherContact(tx, customerId, contact))) return;
	// She is not found by it any more either.
	const { name, email, phone, address, locale } = customer;
	await sql.updateCustomer(tx, customerId, { name, email, phone, address, locale });
}
