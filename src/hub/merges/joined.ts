import type { CustomerDetails } from '#hub/customers/schema.ts';
import { normalizeEmail } from '#hub/customers/sql.ts';
import { normalizePhone } from '#hub/customers/phone.ts';
import type { Merging } from './schema.ts';
import type { CustomerJson, NewAlias, Remainder } from './sql.ts';

/** As many characters as customers.preferences holds. */
const MOST_PREFERENCES = 2000;

type Preferring = Record<'kept' | 'merged', { preferences: string }>;
type Sides = { kept: CustomerJson; merged: CustomerJson };

/** What the customer is called and where she is reached after the merge. */
export function joinedDetails({ kept, merged }: Sides, choice: Merging): CustomerDetails {
	const pick = (field: 'email' | 'phone' | 'address' | 'locale') =>
		choice[field] === 'merged' ? (merged[field] ?? kept[field]) : (kept[field] ?? merged[field]);
	return {
		name: choice.name === 'merged' ? merged.name : kept.name,
		email: pick('email'),
		phone: pick('phone'),
		address: pick('address'),
		locale: pick('locale')
	};
}

/** Both texts, one below the other; null: together they are too long. One that says the same as the other is not repeated. */
export function bothPreferences({ kept, merged }: Preferring): string | null {
	const texts = [...new Set([kept.preferences.trim(), merged.preferences.trim()].filter(Boolean))];
	const text = texts.join('\n\n');
	return [...text].length > MOST_PREFERENCES ? null : text;
}

/** null: both were wanted, and are too long together. */
export function joinedPreferences(sides: Sides, choice: Merging['preferences']): string | null {
	return choice === 'both' ? bothPreferences(sides) : sides[choice].preferences;
}

/** The rest of the row: since when she is a customer, when she was last in her portal. */
export const joinedRemainder = ({ kept, merged }: Sides, preferences: string): Remainder => ({
	preferences,
	preferences_updated_at: latest(kept.preferences_updated_at, merged.preferences_updated_at),
	portal_seen_at: latest(kept.portal_seen_at, merged.portal_seen_at),
	created_at:
		latest(kept.created_at, merged.created_at) === kept.created_at ? merged.created_at : kept.created_at
});

/** Of two times as PostgreSQL writes them in JSON. */
function latest(one: string | null, other: string | null): string | null {
	if (one === null || other === null) return one ?? other;
	return new Date(one) >= new Date(other) ? one : other;
}

/** Everything by which the two were reached that `details` does not hold, and the merged customer's link. */
export function aliasesOf({ kept, merged }: Sides, details: CustomerDetails): NewAlias[] {
	const aliases: NewAlias[] = [
		{ kind: 'token', shown: null, normalized: null, tokenHash: merged.portal_token_hash }
	];
	for (const { email, email_normalized, phone, phone_normalized } of [kept, merged]) {
		if (email && email_normalized && email_normalized !== normalizeEmail(details.email))
			aliases.push({ kind: 'email', shown: email, normalized: email_normalized, tokenHash: null });
		if (phone && phone_normalized && phone_normalized !== normalizePhone(details.phone))
			aliases.push({ kind: 'phone', shown: phone, normalized: phone_normalized, tokenHash: null });
	}
	return aliases;
}
