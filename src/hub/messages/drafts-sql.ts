import type { Tx } from '#platform/database/database.ts';
import type { Channel } from './types.ts';

export type Draft = { body: string; note: boolean; channel: Channel | null; updatedAt: Date };

export async function draftOf(tx: Tx, inquiryId: string, memberId: string): Promise<Draft | null> {
	const [row] = await tx<Draft[]>`
		select body, note, channel, updated_at as "updatedAt" from drafts
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and member_id = ${memberId}`;
	return row ?? null;
}

export type NewDraft = { body: string; note: boolean; channel: Channel | null };

/** `unlessSent`: the form's key; when it has sent already, what it was typing is no draft any more. false: no such case, or sent. */
export async function putDraft(
	tx: Tx,
	inquiryId: string,
	memberId: string,
	{ body, note, channel }: NewDraft,
	unlessSent: string | null
): Promise<boolean> {
	const kept = await tx`
		insert into drafts (org_id, inquiry_id, member_id, body, note, channel)
		select org_id, id, ${memberId}, ${body}, ${note}, ${channel} from inquiries
		where org_id = (select scope_org()) and id = ${inquiryId}
			and not exists (select from messages where messages.org_id = inquiries.org_id
				and messages.inquiry_id = inquiries.id and idempotency_key = ${unlessSent})
			and not exists (select from inquiry_notes where inquiry_notes.org_id = inquiries.org_id
				and inquiry_notes.inquiry_id = inquiries.id and idempotency_key = ${unlessSent})
		on conflict (org_id, inquiry_id, member_id) do update
			set body = excluded.body, note = excluded.note, channel = excluded.channel, updated_at = now()`;
	return kept.count === 1;
}

export async function removeDraft(tx: Tx, inquiryId: string, memberId: string): Promise<void> {
	await tx`delete from drafts
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and member_id = ${memberId}`;
}

export async function caseIsThere(tx: Tx, inquiryId: string): Promise<boolean> {
	const rows = await tx`select from inquiries where org_id = (select scope_org()) and id = ${inquiryId}`;
	return rows.length === 1;
}
