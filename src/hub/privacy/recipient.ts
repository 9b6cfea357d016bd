/** To whom the receipt of an erasure goes. Kept sealed, until it has left or three days are over. */
export type Recipient = { email: string; locale: string | null };

export const RECIPIENT_PURPOSE = 'recipients of receipts';

/** Where it is sealed for: moved to another erasure it does not open. */
export const recipientPlace = (orgId: string, erasureId: string) => `erasure_receipts ${orgId} ${erasureId}`;
