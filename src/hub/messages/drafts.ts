import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './drafts-sql.ts';
import { withoutPortalLinks } from './placeholders.ts';
import { canReply } from './policy.ts';

/**
 * Keeps what the actor is typing in a case, in place of what was kept before; nothing typed keeps nothing. `key` is the form's: a
 * save that comes after its own message was sent is dropped. Throws `forbidden` for a viewer, `not-found` without such a case.
 */
export async function saveDraft(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	actor: Member,
	{ inquiryId, key, ...draft }: sql.NewDraft & { inquiryId: string; key: string | null }
): Promise<void> {
	if (!canReply(actor.role)) throw forbidden('Viewers read; they cannot answer customers.');
	if (!isUuid(inquiryId) || !(await sql.caseIsThere(tx, inquiryId))) throw notFound('This case');
	const body = withoutPortalLinks(draft.body, hub.config.origin);
	if (!body.trim()) return sql.removeDraft(tx, inquiryId, actor.memberId);
	await sql.putDraft(tx, inquiryId, actor.memberId, { ...draft, body }, key);
}
