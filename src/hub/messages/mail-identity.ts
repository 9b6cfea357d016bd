import { createHash, createHmac } from 'node:crypto';
import { SEEN_MAILS } from '#hub/kept-purposes.ts';
import type { Instance } from '#platform/instance.ts';
import type { ReadMail } from '#platform/mail/reading/read-mail.ts';

/** By what a mail is known when it comes again. */
export type MailIdentity = {
	/** D7: keyed, so that it tells nobody which mail it was. */
	hash: Buffer;
	/**
	 * As versions up to record 0033 had it, which did not look at when a mail without a Message-ID was written. It is the same mail
	 * only where that hash was seen `after` this time: what had been seen before is another mail of the same words.
	 */
	earlier: { hash: Buffer; after: Date } | null;
};

/** How far a sender's clock may be ahead of ours. */
const CLOCK = 24 * 60 * 60 * 1000;

/**
 * A mail is its Message-ID together with who says what: programs that give several mails the same one exist, and none of those is to
 * be dropped. Without a Message-ID (forms on websites, scanners) it is when it was written, since the same words are said again on
 * another day. Neither is changed on a mail's way, so that each copy of it is known, whichever way it comes (docs/decisions/0011, 0033).
 */
export function mailIdentity(
	{ secrets }: Instance,
	orgId: string,
	mail: ReadMail | null,
	raw: Uint8Array
): MailIdentity {
	const content = mail?.digest ?? createHash('sha256').update(raw).digest();
	const hashOf = (...names: (string | null)[]) =>
		createHmac('sha256', secrets.derive(SEEN_MAILS))
			.update(JSON.stringify([orgId, ...names]))
			.update(content)
			.digest();
	const messageId = mail?.messageId ?? null;
	const written = messageId === null ? (mail?.date ?? mail?.takenAt ?? null) : null;
	if (!written) return { hash: hashOf(messageId), earlier: null };
	return {
		hash: hashOf(null, written.toISOString()),
		earlier: { hash: hashOf(null), after: new Date(written.getTime() - CLOCK) }
	};
}
