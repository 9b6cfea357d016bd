import { nameToGreet } from '#hub/customers/first-name.ts';

/**
 * What saved replies may hold, filled in when one is used. The portal's link is the exception: it opens everything, so it is
 * filled in when the message leaves, and no message, draft or reply is ever stored with one (D4).
 */
export const placeholders = {
	'{first name}': 'The customer’s first name',
	'{name}': 'Their whole name',
	'{business}': 'Your business’s name',
	'{case number}': 'The number of the case',
	'{my name}': 'Your own name',
	'{portal link}': 'The link to their own page; filled in when the message is sent'
} as const;

export type Placeholder = keyof typeof placeholders;

/** Stands for the customer's own link in every stored text. */
export const PORTAL_LINK: Placeholder = '{portal link}';

export type Filling = { customerName: string | null; business: string; caseNumber: string; member: string };

/** The text with everything filled in but the portal's link. What is not known is left out with the space before it. */
export function fillPlaceholders(
	text: string,
	{ customerName, business, caseNumber, member }: Filling
): string {
	const name = customerName?.trim() ?? '';
	const values: Record<Exclude<Placeholder, '{portal link}'>, string> = {
		'{first name}': nameToGreet(name) ?? '',
		'{name}': name,
		'{business}': business,
		'{case number}': caseNumber,
		'{my name}': member
	};
	return text.replace(/( ?)(\{[a-z ]+\})/gi, (whole, space: string, found: string) => {
		const key = found.toLowerCase();
		if (!Object.hasOwn(values, key)) return key === PORTAL_LINK ? space + PORTAL_LINK : whole;
		const value = values[key as keyof typeof values];
		return value ? space + value : '';
	});
}

/** A token is 43 characters of base64url (customers/portal-token.ts). */
const LINK = (origin: string) => new RegExp(`${escaped(origin)}/c/[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])`, 'g');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** D4: whatever portal link somebody pasted becomes the placeholder, which is the customer's own when the message leaves. */
export const withoutPortalLinks = (text: string, origin: string) => text.replace(LINK(origin), PORTAL_LINK);

/** What leaves: the placeholder becomes the customer's link; null: the portal is off, so it goes with the space before it. */
export const withPortalLink = (text: string, link: string | null) =>
	text.replace(/( ?)\{portal link\}/g, (_, space: string) => (link ? space + link : ''));
