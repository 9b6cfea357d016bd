import { createHash, randomUUID } from 'node:crypto';
import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { duplicatesOf, type Duplicate } from './duplicates.ts';
import { canChangeCustomers } from './policy.ts';
import { hashPortalToken, newPortalToken, sealPortalToken } from './portal-token.ts';
import { newReferralLink } from './referral-link.ts';
import type { Addition, Change, CustomerDetails } from './schema.ts';
import type { FurtherContact } from './search-text.ts';
import * as sql from './sql.ts';

/** A customer as her page shows her. `version` names the state of what a person can change. */
export type CustomerRecord = sql.CustomerRow & { version: string };

/** Throws unless this member may add and change customers (W4). */
export function mustChangeCustomers(actor: Member): void {
	if (!canChangeCustomers(actor.role))
		throw forbidden(
			'You can look at customers, but not change them. Ask an owner or admin for another role.'
		);
}

/**
 * Adds a customer with a portal token of her own (S22). `key`: the instance's key for PORTAL_TOKEN_PURPOSE. When somebody with
 * the same address or number is here already, nothing is added and they are named, unless `anyway` says that it is meant.
 */
export async function addCustomer(
	tx: Tx,
	actor: Member,
	input: Addition,
	key: Buffer
): Promise<{ id: string } | { duplicates: Duplicate[] }> {
	mustChangeCustomers(actor);
	await sql.oneAdditionAtATime(tx, actor.orgId);
	const duplicates = input.anyway ? [] : await duplicatesOf(tx, input, null);
	if (duplicates.length) return { duplicates };
	const customer = withToken(actor.orgId, input, key);
	await sql.insertCustomers(tx, actor.orgId, [customer]);
	return { id: customer.id };
}

/** A row to insert: a fresh id unless one is given, a fresh token as hash and sealed copy, and a fresh referral link. */
export function withToken(
	orgId: string,
	details: CustomerDetails,
	key: Buffer,
	id: string = randomUUID()
): sql.NewCustomer {
	const { name, email, phone, address, locale } = details;
	const token = newPortalToken();
	const tokenSealed = sealPortalToken(key, { orgId, customerId: id }, token);
	return {
		id,
		name,
		email,
		phone,
		address,
		locale,
		tokenHash: hashPortalToken(token),
		tokenSealed,
		referralLink: newReferralLink(key)
	};
}

/**
 * Changes what is known about a customer. When somebody else changed it since the form was filled, nothing is saved and the
 * answer is the record as it is now; with `anyway`, duplicates that were shown are meant. Throws not found for a stranger's.
 */
export async function changeCustomer(
	tx: Tx,
	actor: Member,
	input: Change
): Promise<{ changed: true } | { meanwhile: CustomerRecord } | { duplicates: Duplicate[] }> {
	mustChangeCustomers(actor);
	const row = await sql.customerById(tx, input.id, true);
	if (!row) throw notFound('This customer');
	if (versionOf(row) !== input.version) return { meanwhile: { ...row, version: versionOf(row) } };
	const contactIsNew = input.email !== row.email || input.phone !== row.phone;
	const duplicates = contactIsNew && !input.anyway ? await duplicatesOf(tx, input, input.id) : [];
	if (duplicates.length) return { duplicates };
	const { name, email, phone, address, locale } = input;
	await sql.updateCustomer(tx, input.id, { name, email, phone, address, locale });
	return { changed: true };
}

/** One customer. Throws not found for one that does not exist or is another organization's. */
export async function findCustomer(tx: Tx, _actor: Member, id: string): Promise<CustomerRecord> {
	const row = isUuid(id) ? await sql.customerById(tx, id, false) : null;
	if (!row) throw notFound('This customer');
	return { ...row, version: versionOf(row) };
}

/** The addresses and numbers by which she is known besides those of her record, from merges; oldest first. */
export const furtherContactsOf = (
	tx: Tx,
	_actor: Member,
	customer: CustomerRecord
): Promise<FurtherContact[]> => sql.furtherContacts(tx, customer.id, customer);

/** Names the state of what a person can change; a preference saved in the portal meanwhile is no conflict. */
const versionOf = ({ name, email, phone, address, locale }: CustomerDetails) =>
	createHash('sha256')
		.update(JSON.stringify([name, email, phone, address, locale]))
		.digest('base64url')
		.slice(0, 22);
