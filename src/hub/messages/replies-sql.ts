import type { Tx } from '#platform/database/database.ts';

/** A text that is answered with again and again. `version` names its state. */
export type SavedReply = { id: string; title: string; body: string; version: string };

const row = (tx: Tx) =>
	tx`id, title, body, to_char(updated_at at time zone 'utc', 'YYYYMMDDHH24MISSUS') as version`;

/** By title. */
export function allReplies(tx: Tx, atMost: number): Promise<SavedReply[]> {
	return tx<SavedReply[]>`select ${row(tx)} from saved_replies
		where org_id = (select scope_org()) order by lower(title), id limit ${atMost}`;
}

export async function replyById(tx: Tx, id: string): Promise<SavedReply | null> {
	const [found] = await tx<SavedReply[]>`select ${row(tx)} from saved_replies
		where org_id = (select scope_org()) and id = ${id} for update`;
	return found ?? null;
}

/** Nothing happens when that id is there already. */
export async function insertReply(tx: Tx, it: { id: string; title: string; body: string }): Promise<void> {
	await tx`insert into saved_replies (org_id, id, title, body)
		values ((select scope_org()), ${it.id}, ${it.title}, ${it.body}) on conflict do nothing`;
}

export async function updateReply(tx: Tx, it: { id: string; title: string; body: string }): Promise<void> {
	await tx`update saved_replies set title = ${it.title}, body = ${it.body}, updated_at = now()
		where org_id = (select scope_org()) and id = ${it.id}`;
}

export async function deleteReply(tx: Tx, id: string): Promise<boolean> {
	const gone = await tx`delete from saved_replies where org_id = (select scope_org()) and id = ${id}`;
	return gone.count === 1;
}

export async function countReplies(tx: Tx): Promise<number> {
	const [counted] = await tx<{ count: number }[]>`
		select count(*)::int as count from saved_replies where org_id = (select scope_org())`;
	return counted?.count ?? 0;
}
