import type { Instance } from '#platform/instance.ts';
import { seal, unseal } from '#platform/sealing.ts';

/** To whom the receipt of an erasure goes. Kept sealed, until it has left or three days are over. */
export type Recipient = { email: string; locale: string | null };

const PURPOSE = 'recipients of receipts';

/** Where it is sealed for: moved to another erasure it does not open. */
const place = (orgId: string, erasureId: string) => `erasure_receipts ${orgId} ${erasureId}`;

/** null: there is no address. */
export function sealRecipient(
	secrets: Instance['secrets'],
	orgId: string,
	erasureId: string,
	{ email, locale }: { email: string | null; locale: string | null }
): Buffer | null {
	if (email === null) return null;
	const recipient: Recipient = { email, locale };
	return seal(secrets.derive(PURPOSE), place(orgId, erasureId), JSON.stringify(recipient));
}

/** Throws Unsealable. */
export const openRecipient = (
	secrets: Instance['secrets'],
	orgId: string,
	erasureId: string,
	sealed: Buffer
): Recipient => JSON.parse(unseal(secrets.derive(PURPOSE), place(orgId, erasureId), sealed)) as Recipient;
