import { normalizePhone } from '#hub/customers/phone.ts';

/** Opens a mail to the address. Its characters are escaped, so that none of them begins a subject or a second address. */
export const mailLink = (email: string) => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;

/** Calls the number (RFC 3966). */
export const callLink = (phone: string) => `tel:${normalizePhone(phone) ?? ''}`;
