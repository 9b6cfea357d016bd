import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { caseToChange } from './change.ts';
import * as sql from './changes-sql.ts';
import { canWriteNotes } from './policy.ts';

/** Tells the other members something about a case. The same key writes one note. Answers its id; throws as `caseToChange`. */
export async function addNote(
	tx: Tx,
	actor: Member,
	input: { inquiryId: string; body: string; key: string }
): Promise<string> {
	await caseToChange(tx, actor, input.inquiryId);
	const id =
		(await sql.insertNote(tx, { ...input, memberId: actor.memberId })) ??
		(await sql.noteByKey(tx, input.inquiryId, input.key));
	if (!id) throw notFound('This note');
	return id;
}

/** Only whoever wrote it takes a note away. Throws `forbidden`, `not-found`. */
export async function deleteNote(
	tx: Tx,
	actor: Member,
	{ inquiryId, noteId }: { inquiryId: string; noteId: string }
): Promise<void> {
	if (!canWriteNotes(actor.role)) throw forbidden('You can read notes, but not delete them.');
	const note = isUuid(inquiryId) && isUuid(noteId) ? await sql.noteAuthor(tx, inquiryId, noteId) : null;
	if (!note) throw notFound('This note');
	if (note.memberId !== actor.memberId) throw forbidden('Only whoever wrote a note can delete it.');
	await sql.removeNote(tx, noteId);
}
