import { z } from 'zod';
import { conflict, forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { line, paragraph, uuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { withoutPortalLinks } from './placeholders.ts';
import { canManageReplies } from './policy.ts';
import * as sql from './replies-sql.ts';

/** As many as one finds one's way in. */
const MOST = 300;

const title = line('The title', 80);
const body = paragraph('The text', 10_000).refine((text) => text !== '', { message: 'The text is missing.' });

/** `key` from the form becomes the id: a double tap makes one (D2). */
export const addReplyForm = z.strictObject({ title, body, key: uuid('The key') });
/** `version`: the state that the form showed. */
export const changeReplyForm = z.strictObject({ reply: uuid('The reply'), version: z.string(), title, body });
export const removeReplyForm = z.strictObject({ reply: uuid('The reply') });

/** Saved replies by title, for every member: a viewer may read what the business says. */
export const savedReplies = (tx: Tx, _actor: Member): Promise<sql.SavedReply[]> => sql.allReplies(tx, MOST);

/** Throws `forbidden` for a viewer, `conflict` when there are too many to find one. */
export async function addReply(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	actor: Member,
	input: z.infer<typeof addReplyForm>
): Promise<void> {
	mayManage(actor);
	if ((await sql.countReplies(tx)) >= MOST)
		throw conflict(`There are ${MOST} saved replies, which is the most. Delete one first.`);
	const body = withoutPortalLinks(input.body, hub.config.origin);
	await sql.insertReply(tx, { id: input.key, title: input.title, body });
}

/** Throws `conflict` when somebody changed it since the form was shown, `not-found`, `forbidden`. */
export async function changeReply(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	actor: Member,
	input: z.infer<typeof changeReplyForm>
): Promise<void> {
	mayManage(actor);
	const before = await sql.replyById(tx, input.reply);
	if (!before) throw notFound('This saved reply');
	const body = withoutPortalLinks(input.body, hub.config.origin);
	if (before.title === input.title && before.body === body) return;
	if (before.version !== input.version)
		throw conflict(`Somebody changed this saved reply meanwhile. It says now: “${before.body}”`);
	await sql.updateReply(tx, { id: input.reply, title: input.title, body });
}

/** Somebody else's deletion is as good. Throws `forbidden`, `not-found`. */
export async function removeReply(
	tx: Tx,
	actor: Member,
	input: z.infer<typeof removeReplyForm>
): Promise<void> {
	mayManage(actor);
	if (!(await sql.deleteReply(tx, input.reply))) throw notFound('This saved reply');
}

function mayManage(actor: Member): void {
	if (!canManageReplies(actor.role)) throw forbidden('You can read saved replies, but not change them.');
}
