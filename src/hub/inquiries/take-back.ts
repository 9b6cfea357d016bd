import { notFound } from '#hub/errors.ts';
import { draftOf, putDraft } from '#hub/messages/drafts-sql.ts';
import { undoSend } from '#hub/messages/send.ts';
import type { Channel } from '#hub/messages/types.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';

/**
 * Takes back what the actor sent a moment ago in this case and makes it her draft again, before whatever she has typed since.
 * Answers the draft. Throws as `undoSend`, and `not-found` for a message of another case.
 */
export async function takeBack(
	tx: Tx,
	actor: Member,
	{ inquiryId, messageId }: { inquiryId: string; messageId: string }
): Promise<{ body: string; channel: Channel }> {
	if (!isUuid(inquiryId) || !isUuid(messageId)) throw notFound('This message');
	const taken = await undoSend(tx, actor, messageId);
	if (taken.inquiryId !== inquiryId) throw notFound('This message');
	const typed = await draftOf(tx, inquiryId, actor.memberId);
	const body = [taken.body, typed && !typed.note ? typed.body : ''].filter(Boolean).join('\n\n');
	const draft = { body: body.slice(0, 100_000), note: false, channel: taken.channel };
	// A note that is being typed stays; the text then comes back with the answer alone.
	if (body && !typed?.note) await putDraft(tx, inquiryId, actor.memberId, draft, null);
	return { body: draft.body, channel: taken.channel };
}
