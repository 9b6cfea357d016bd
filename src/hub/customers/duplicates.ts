import type { Tx } from '#platform/database/database.ts';
import { mayBeSamePhone, normalizePhone, phoneTail } from './phone.ts';
import type { CustomerDetails } from './schema.ts';
import {
	addedJustNow,
	customersByContact,
	customersByDigits,
	normalizeEmail,
	type Contact,
	type ListedCustomer
} from './sql.ts';

/** Somebody of the organization who may be the same person, and what says so. */
export type Duplicate = Pick<ListedCustomer, 'id' | 'name' | 'email' | 'phone'> & {
	same: 'email' | 'phone' | 'all';
};

/** As many are named as a person would read. */
const NAMED = 3;
/** Numbers that share their last digits and must be told apart; there are never more in earnest. */
const LOOKED_AT = 50;

/** Whoever shares the address or the number, the number also when one of the two was written without its country. */
export async function duplicatesOf(
	tx: Tx,
	details: CustomerDetails,
	exceptId: string | null
): Promise<Duplicate[]> {
	const email = normalizeEmail(details.email);
	const phone = normalizePhone(details.phone);
	const found = new Map<string, Duplicate>();
	const note = (customer: ListedCustomer, same: Duplicate['same']) => {
		if (customer.id !== exceptId && !found.has(customer.id))
			found.set(customer.id, {
				id: customer.id,
				name: customer.name,
				email: customer.email,
				phone: customer.phone,
				same
			});
	};
	for (const contact of await customersByContact(tx, email ? [email] : [], phone ? [phone] : []))
		note(contact, email !== null && contact.emailNormalized === email ? 'email' : 'phone');
	for (const contact of phone ? await sameNumberElsewhere(tx, phone) : []) note(contact, 'phone');
	if (found.size === 0 && exceptId === null)
		for (const twin of await addedJustNow(tx, details)) note(twin, 'all');
	return [...found.values()].slice(0, NAMED);
}

async function sameNumberElsewhere(tx: Tx, phone: string): Promise<Contact[]> {
	const tail = phoneTail(phone);
	if (tail === null) return [];
	// What both notations have in common: of an international number at most three digits are its country.
	const shared = phone.startsWith('+') ? tail.slice(3) : tail;
	if (shared.length < 6) return [];
	const contacts = await customersByDigits(tx, shared, LOOKED_AT);
	return contacts.filter(
		({ phoneNormalized }) => phoneNormalized !== null && mayBeSamePhone(phoneNormalized, phone)
	);
}
