import { nameToGreet } from '#hub/customers/first-name.ts';
import { normalizePhone } from '#hub/customers/phone.ts';

/** Opens a mail to the address. Its characters are escaped, so that none of them begins a subject or a second address. */
export const mailLink = (email: string) => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;

/** Calls the number (RFC 3966). */
export const callLink = (phone: string) => `tel:${normalizePhone(phone) ?? ''}`;

/** What is said when a link is handed on. */
type Handover = { link: string; organization: string; name: string };

/** Greets her as her page does. */
const words = ({ link, organization, name }: Handover) =>
	`${['Hello', nameToGreet(name)].filter(Boolean).join(' ')},\n\nhere is your private page with everything between us: messages, files, quotes and receipts.\n${link}\n\nIt is yours alone. Whoever has the link can open it, so please keep it to yourself.\n\n${organization}`;

/** A mail in the member's own program, ready to be sent. Its lines end as RFC 6068 wants them. */
export const portalMail = (email: string, handover: Handover) =>
	`${mailLink(email)}?subject=${encodeURIComponent(`Your page at ${handover.organization}`)}&body=${encodeURIComponent(words(handover).replaceAll('\n', '\r\n'))}`;

/** A message in the member's own WhatsApp. Its own scheme, and not wa.me: that address would carry the token to a web server (D4). */
export const portalWhatsApp = (phone: string, handover: Handover) =>
	`whatsapp://send?phone=${(normalizePhone(phone) ?? '').replace('+', '')}&text=${encodeURIComponent(words(handover))}`;
