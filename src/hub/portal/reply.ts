import { createHash } from 'node:crypto';
import { z } from 'zod';
import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { HubError, invalid } from '#hub/errors.ts';
import { firstWords } from '#hub/inquiries/first-words.ts';
import { withoutSecrets } from '#hub/messages/portal-links.ts';
import REFUSALS from '#hub/texts/refusals/en.ts';
import { paragraph, uuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { REPLY_MOST } from './limits.ts';
import { keepReply } from './sql.ts';

export const replyForm = z.strictObject({
	message: paragraph('Your message', REPLY_MOST),
	key: uuid('The key')
});

/**
 * S7, S8: keeps the customer's answer in her current case (D1); the case is then open and needs a reply. Without one it starts
 * a case where the business allows that. The same text with the same key is kept once (D2); another text with an old key, as
 * from a page that a browser had kept, is another message. False: no such portal. Throws `invalid`, `conflict` and `too-many`.
 */
export async function replyAsCustomer(
	hub: Pick<Instance, 'config' | 'database'>,
	token: string,
	{ message, key }: z.output<typeof replyForm>
): Promise<boolean> {
	if (!message) throw invalid({ message: REFUSALS.nothingWritten });
	const body = withoutSecrets(hub, message);
	const kept = await keepReply(hub.database.statement, {
		tokenHash: hashPortalToken(token),
		body,
		key: keyOf(key, message),
		newSubject: firstWords(body)
	});
	if (kept?.kind === 'no-case') throw new HubError('conflict', REFUSALS.closedMeanwhile);
	if (kept?.kind === 'too-many') throw new HubError('too-many', REFUSALS.tooManyMessages, {}, 600);
	return kept !== null;
}

/** A UUID (RFC 9562, version 8) of the form's key and the text. */
function keyOf(key: string, message: string): string {
	const hash = createHash('sha256').update(`${key}\0${message}`).digest('hex');
	return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
