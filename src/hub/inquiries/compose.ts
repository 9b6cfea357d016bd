import { z } from 'zod';
import { forbidden, HubError, invalid, notFound } from '#hub/errors.ts';
import { arrive, settle, unwanted, type Arrived } from '#hub/objects/arrivals.ts';
import { abandon, removeAtOnce } from '#hub/objects/departures.ts';
import { inWords as uploadInWords, LONGEST_UPLOAD } from '#hub/documents/upload.ts';
import { inWords as formInWords } from '#hub/documents/upload-form.ts';
import { withoutSecrets } from '#hub/messages/portal-links.ts';
import { keptObjects } from '#hub/messages/case-attachments-sql.ts';
import { channelsFor } from '#hub/messages/channels.ts';
import { removeDraft } from '#hub/messages/drafts-sql.ts';
import { canReply } from '#hub/messages/policy.ts';
import { sendMessage } from '#hub/messages/send.ts';
import { caseToAnswer, messageByKey } from '#hub/messages/sql.ts';
import { latestOfOthers, type Latest } from '#hub/messages/thread-sql.ts';
import { ATTACHMENT_LIMIT, channels, type NewAttachment } from '#hub/messages/types.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { detectType, Head } from '#platform/file-types/detect.ts';
import { cleanName } from '#platform/file-types/names.ts';
import { readFields } from '#platform/forms/forms.ts';
import { isUuid, paragraph, uuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { isMultipartError } from '#platform/multipart/errors.ts';
import type { FieldPart, FilePart } from '#platform/multipart/multipart.ts';
import { addNote } from './notes.ts';
import { noteBody } from './schema.ts';

const fields = z.strictObject({
	mode: z.enum(['reply', 'note']).default('reply'),
	channel: z.enum(channels, { error: 'Choose how to send it.' }).optional(),
	body: paragraph('The message', 100_000),
	/** Of the form: a double tap or a retry sends once (D2). */
	key: uuid('The key'),
	/** The newest message of others that the form's page showed; empty: there was none. */
	seen: z.string().optional(),
	/** Send although somebody wrote meanwhile. */
	anyway: z.enum(['yes']).optional()
});
type Fields = z.infer<typeof fields>;

type File = { object: Arrived; attachment: NewAttachment };

/** What became of the composer: `meanwhile` sent nothing, since somebody wrote what its writer has not seen. */
export type Composed = { kind: 'sent' | 'noted'; id: string } | { kind: 'meanwhile'; latest: Latest };

/**
 * The composer's form, part by part as it arrives: a reply with its files, or an internal note. Fields come before files. All is
 * kept, or nothing. `values` is filled with what was typed. Throws what `sendMessage` and `addNote` throw, `invalid` with a
 * sentence by field, `too-large` and `unavailable` for files.
 */
export async function compose(
	instance: Instance,
	actor: Member,
	inquiryId: string,
	parts: AsyncIterable<FieldPart | FilePart>,
	values: Record<string, string> = {}
): Promise<Composed> {
	if (!canReply(actor.role)) throw forbidden('Viewers read; they cannot answer customers.');
	if (!isUuid(inquiryId)) throw notFound('This case');
	const files: File[] = [];
	try {
		for await (const part of parts) {
			if (part.kind === 'field') {
				if (part.field === 'file' && part.value === '') continue;
				if (Object.hasOwn(values, part.field)) throw invalid({ [part.field]: 'This was sent twice.' });
				values[part.field] = part.value;
				continue;
			}
			if (part.field !== 'file') throw invalid({ '': `This form does not know ${part.field}.` });
			if (!files.length) {
				const stop = await beforeFiles(instance, actor, inquiryId, checked(values));
				if (stop) return stop;
			}
			files.push(await take(instance, actor, part));
		}
		return await keep(instance, actor, inquiryId, checked(values), files);
	} catch (cause) {
		await Promise.all(files.map(({ object }) => abandon(instance, object.orgId, object.key)));
		if (!isMultipartError(cause)) throw cause;
		if (cause.code === 'FieldTooLong')
			throw invalid({ body: 'The message can have 100000 characters at most.' });
		throw formInWords(cause.code);
	}
}

function checked(values: Record<string, string>): Fields {
	const result = readFields(fields, values);
	if (!result.ok) throw invalid(result.errors);
	return result.data;
}

/** Whatever can be said before megabytes have come is said then. */
function beforeFiles(
	instance: Instance,
	actor: Member,
	inquiryId: string,
	it: Fields
): Promise<Composed | null> {
	if (it.mode === 'note') throw invalid({ file: 'A note has no files. Take them off, or reply with them.' });
	return asMember(instance.database, actor, async (tx) => {
		const before = await messageByKey(tx, inquiryId, it.key);
		if (before) return { kind: 'sent', id: before };
		return unread(tx, actor, inquiryId, it);
	});
}

async function take(instance: Instance, actor: Member, part: FilePart): Promise<File> {
	const head = new Head();
	const name = cleanName(part.name);
	const tooLong = AbortSignal.timeout(LONGEST_UPLOAD);
	try {
		const object = await arrive(instance, {
			orgId: actor.orgId,
			begin: (work) => asMember(instance.database, actor, work),
			source: head.through(part.stream),
			limit: ATTACHMENT_LIMIT,
			signal: tooLong
		});
		const { type: contentType } = await detectType(head.bytes, name);
		const { key: objectKey, size, sha256 } = object;
		return { object, attachment: { objectKey, name, contentType, size, sha256 } };
	} catch (cause) {
		throw uploadInWords(cause, tooLong);
	}
}

async function keep(
	instance: Instance,
	actor: Member,
	inquiryId: string,
	it: Fields,
	files: File[]
): Promise<Composed> {
	const unused: string[] = [];
	const composed = await asMember(instance.database, actor, async (tx): Promise<Composed> => {
		if (it.mode === 'note') return note(instance, tx, actor, inquiryId, it);
		if (!it.body && !files.length) throw invalid({ body: 'Write something first.' });
		const before = await messageByKey(tx, inquiryId, it.key);
		const stop = before ? null : await unread(tx, actor, inquiryId, it);
		if (stop) {
			for (const { object } of files) await drop(tx, object, unused);
			return stop;
		}
		const attachments = files.map(({ attachment }) => attachment);
		const id = before ?? (await send(instance, tx, actor, inquiryId, it, attachments));
		// A second press that came at the same moment finds the first one's message, with the first one's files.
		const kept = await keptObjects(
			tx,
			files.map(({ object }) => object.key)
		);
		for (const { object } of files)
			if (kept.has(object.key)) await settle(tx, object);
			else await drop(tx, object, unused);
		await removeDraft(tx, inquiryId, actor.memberId);
		return { kind: 'sent', id };
	});
	await removeAtOnce(instance, actor.orgId, unused);
	return composed;
}

async function send(
	instance: Instance,
	tx: Tx,
	actor: Member,
	inquiryId: string,
	{ channel: wanted, body, key }: Fields,
	attachments: NewAttachment[]
): Promise<string> {
	const channel = await usable(tx, inquiryId, wanted);
	return sendMessage(instance, tx, actor, { inquiryId, channel, body, key, attachments });
}

async function drop(tx: Tx, object: Arrived, unused: string[]): Promise<void> {
	await unwanted(tx, object);
	unused.push(object.key);
}

async function note(
	instance: Instance,
	tx: Tx,
	actor: Member,
	inquiryId: string,
	it: Fields
): Promise<Composed> {
	const text = noteBody.safeParse(it.body);
	if (!text.success) throw invalid({ body: text.error.issues[0]?.message ?? 'Write something first.' });
	const body = withoutSecrets(instance, text.data);
	const id = await addNote(tx, actor, { inquiryId, body, key: it.key });
	await removeDraft(tx, inquiryId, actor.memberId);
	return { kind: 'noted', id };
}

/** What somebody else wrote and this form has not shown. The case is locked first, so that nothing comes between this and sending. */
async function unread(tx: Tx, actor: Member, inquiryId: string, it: Fields): Promise<Composed | null> {
	if (!(await caseToAnswer(tx, inquiryId))) throw notFound('This case');
	if (it.anyway) return null;
	const latest = await latestOfOthers(tx, inquiryId, actor.memberId);
	return latest && latest.id !== it.seen ? { kind: 'meanwhile', latest } : null;
}

async function usable(tx: Tx, inquiryId: string, wanted: Fields['channel']) {
	const answered = await caseToAnswer(tx, inquiryId);
	if (!answered?.customerId)
		throw new HubError('conflict', 'The customer of this case is gone, so nobody can get an answer.');
	const { choices, preferred } = await channelsFor(tx, answered.customerId);
	const channel = wanted ?? preferred;
	const choice = choices.find((one) => one.channel === channel);
	if (!channel || !choice) throw invalid({ channel: 'There is no way to reach this customer yet.' });
	if (choice.obstacle) throw invalid({ channel: `${choice.obstacle} Choose another way.` });
	return channel;
}
