import { createHash } from 'node:crypto';
import { HubError, invalid } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { readFields } from '#platform/forms/forms.ts';
import type { Instance } from '#platform/instance.ts';
import { isMultipartError, type MultipartErrorCode } from '#platform/multipart/errors.ts';
import type { FieldPart, FilePart } from '#platform/multipart/multipart.ts';
import { uploadForm } from './schema.ts';
import type { Document } from './sql.ts';
import { dropFiles, keepDocuments, takeFile, tooLarge, type ArrivedFile } from './upload.ts';

/**
 * S1: the upload form, part by part as it arrives: **File** (one or several), an optional **Label** for all of them,
 * whether to **tell** the customer by mail, and the form's `upload_key`, in any order. All files become documents, or none. Throws what `addDocument` throws, and
 * `invalid` with a sentence by field. `values` is filled with what was typed, for a form that is shown again.
 */
export async function receiveDocuments(
	instance: Instance,
	actor: Member,
	customerId: string,
	parts: AsyncIterable<FieldPart | FilePart>,
	values: Record<string, string> = {}
): Promise<Document[]> {
	const files: ArrivedFile[] = [];
	try {
		for await (const part of parts) {
			// A file field that was left empty, as some programs send it.
			if (part.kind === 'field' && part.field === 'file' && part.value === '') continue;
			if (part.kind === 'field') {
				if (Object.hasOwn(values, part.field)) throw invalid({ [part.field]: 'This was sent twice.' });
				values[part.field] = part.value;
				continue;
			}
			if (part.field !== 'file') throw invalid({ '': `This form does not know ${part.field}.` });
			// Before the bytes: what is wrong with the fields is said without waiting for them.
			const { upload_key: key } = checked(values);
			const uploadKey = key && keyOf(key, files.length);
			files.push(
				await takeFile(instance, actor, { customerId, name: part.name, stream: part.stream, uploadKey })
			);
		}
		const { label, upload_key: key, tell } = checked(values);
		if (!files.length) throw invalid({ file: 'Choose a file first.' }, 'Choose a file first.');
		const keyed = files.map((file, at) =>
			file.already || !key ? file : { ...file, uploadKey: keyOf(key, at) }
		);
		return await keepDocuments(instance, actor, keyed, { label, tell });
	} catch (cause) {
		await dropFiles(instance, files);
		throw isMultipartError(cause) ? inWords(cause.code) : cause;
	}
}

function checked(values: Record<string, string>) {
	const result = readFields(uploadForm, values);
	if (result.ok) return result.data;
	throw invalid(result.errors, Object.values(result.errors)[0]);
}

/** The key of each file of one form: a retry of the whole form makes each of its documents once. */
function keyOf(uploadKey: string, at: number): string {
	if (at === 0) return uploadKey;
	const hex = createHash('sha256').update(`${uploadKey} ${at}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What is wrong with the form itself, by field. */
export function inWords(code: MultipartErrorCode): HubError {
	if (code === 'TooLarge') return tooLarge();
	const words: Record<Exclude<MultipartErrorCode, 'TooLarge'>, string> = {
		NotMultipart: 'This did not arrive as a form with a file. Please choose the file again.',
		Malformed: 'The form could not be read. Please choose the file again.',
		Truncated: 'The upload broke off before the file was whole. Nothing was kept. Please try again.',
		Stuck: 'The upload came to a halt. Nothing was kept. Please try again.',
		TooManyParts: 'These are too many files for one go. Please send 20 at most.',
		FieldTooLong: 'The label is too long. It can have 120 characters at most.',
		NoFile: 'Choose a file first.'
	};
	return invalid({ [code === 'FieldTooLong' ? 'label' : 'file']: words[code] }, words[code]);
}
