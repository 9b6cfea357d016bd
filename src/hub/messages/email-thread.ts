import { isMessageId } from '#platform/mail/mailer.ts';
import type { EarlierMail } from './email-sql.ts';

/** How a mail joins the conversation of its case. */
export type Threading = {
	subject: string;
	inReplyTo: string | null;
	/** Oldest first, ending with `inReplyTo` (RFC 5322, 3.6.4). */
	references: string[];
};

/** With the first one, enough for every program that threads, and few enough for every server's line of a header. */
const MOST_REFERENCES = 20;
/** "Re", "Fwd" and what they are called elsewhere, repeated and counted ("Re[2]:"), as mail programs strip them (RFC 5256, 2.1). */
export const PREFIXES =
	/^\s*(?:(?:re|r|aw|antw|sv|vs|ref|rif|odp|ynt|tr|fwd?|wg|vb|rv|enc|i|doorst|fs)\s*(?:\[\d+\]|\(\d+\))?\s*[::]\s*)+/i;

/**
 * Gmail keeps a conversation by references and the same subject, Outlook and Apple Mail by references: so the subject stays what
 * it was, with one "Re:", and all that is known of the thread is referred to. `earlier` is newest first; `replyTo` is the
 * message that this one answers in particular.
 */
export function threading(
	earlier: EarlierMail[],
	{ caseSubject, replyTo }: { caseSubject: string; replyTo: string | null }
): Threading {
	const known = earlier.filter(({ messageId }) => isMessageId(messageId));
	const parent =
		known.find(({ id }) => id === replyTo) ??
		known.find(({ direction }) => direction === 'inbound') ??
		known[0];
	const subject = (parent?.subject ?? earlier.find((mail) => mail.subject)?.subject ?? caseSubject).replace(
		PREFIXES,
		''
	);
	const bare = subject.trim() || caseSubject;
	if (!parent)
		return { subject: earlier.length ? `Re: ${bare}` : caseSubject, inReplyTo: null, references: [] };
	const chain = [...parent.referenceIds, ...known.map(({ messageId }) => messageId).reverse()].filter(
		isMessageId
	);
	const unique = [...new Set(chain)].filter((id) => id !== parent.messageId);
	const kept =
		unique.length < MOST_REFERENCES ? unique : [...unique.slice(0, 1), ...unique.slice(2 - MOST_REFERENCES)];
	return { subject: `Re: ${bare}`, inReplyTo: parent.messageId, references: [...kept, parent.messageId] };
}
