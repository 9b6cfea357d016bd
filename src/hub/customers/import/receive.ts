import { invalid } from '#hub/errors.ts';
import { isMultipartError } from '#platform/multipart/errors.ts';
import { readMultipart, UPLOAD } from '#platform/multipart/multipart.ts';
import { LARGEST_FILE } from './sheet.ts';
import { fileTooLarge } from './verbs.ts';

/** The one file of the form, `file`, in memory: it is small. Throws `invalid` or `too-large` with a sentence for the field. */
export async function receiveFile(request: Request): Promise<{ name: string; bytes: Uint8Array }> {
	let file: { name: string; bytes: Buffer } | null = null;
	try {
		for await (const part of readMultipart(request, {
			...UPLOAD,
			fileSize: LARGEST_FILE,
			files: 1,
			fields: 1
		})) {
			// A file field that was left empty, as some programs send it.
			if (part.kind === 'field' && part.field === 'file' && part.value === '') continue;
			if (part.kind === 'field' || part.field !== 'file')
				throw invalid({ '': `This form does not know ${part.field}.` });
			const chunks: Uint8Array[] = [];
			for await (const chunk of part.stream) chunks.push(chunk);
			file = { name: part.name, bytes: Buffer.concat(chunks) };
		}
	} catch (cause) {
		if (!isMultipartError(cause)) throw cause;
		if (cause.code === 'TooLarge') throw fileTooLarge();
		throw invalid({
			file:
				cause.code === 'TooManyParts'
					? 'Choose one file.'
					: 'The file did not arrive whole. Please choose it again.'
		});
	}
	if (!file) throw invalid({ file: 'Choose a file first.' });
	return file;
}
