import { extensionOf } from './names.ts';
import {
	categoryOfExtension,
	categoryOfType,
	OCTETS,
	typeOfExtension,
	type Category
} from './known-types.ts';

/** How much of a file's beginning the detection wants, in bytes (file-type's own sample size). */
export const HEAD_SIZE = 4100;

/** `type` is what is kept and sent; `category` picks an icon; `picture`: worth a try by `images/`. */
export type FileType = { type: string; category: Category; picture: boolean };

/** Containers say little by themselves: an extension of these may make them more precise. */
const INSIDE: Record<string, Set<string>> = {
	'application/zip': new Set('docx xlsx pptx odt ods odp epub pages numbers key'.split(' ')),
	'application/x-cfb': new Set('doc dot xls ppt pps'.split(' '))
};
const PICTURES = new Set('jpeg png webp gif avif heic heif tiff'.split(' ').map((name) => `image/${name}`));
/** Names that file-type gives to types we know under another. */
const ALIASES: Record<string, string> = {
	'image/apng': 'image/png',
	'image/heic-sequence': 'image/heic',
	'image/heif-sequence': 'image/heif',
	'audio/x-m4a': 'audio/mp4',
	'video/x-m4v': 'video/mp4',
	'audio/opus': 'audio/ogg',
	'application/ogg': 'audio/ogg',
	'video/ogg': 'audio/ogg',
	'audio/x-flac': 'audio/flac',
	'text/rtf': 'application/rtf'
};

/** Only text can hide a script from a detection by first bytes, so a type of text is given to nothing that looks binary. */
function looksLikeText(head: Uint8Array): boolean {
	return !head.includes(0);
}

function typeByName(head: Uint8Array, extension: string): string {
	const type = typeOfExtension(extension);
	if (type?.startsWith('text/') && looksLikeText(head)) return type;
	return OCTETS;
}

/**
 * Decides from a file's first bytes, then from its name, what it is kept as. Neither is to be trusted (a GIF may be a
 * script): the answer picks an icon and a type to send an attachment with, never a way to show one.
 */
export async function detectType(head: Uint8Array, name: string): Promise<FileType> {
	const extension = extensionOf(name).slice(1).toLowerCase();
	const { fileTypeFromBuffer } = await import('file-type');
	const found = await fileTypeFromBuffer(head.subarray(0, HEAD_SIZE));
	const detected = found && (ALIASES[found.mime] ?? found.mime);
	let type = detected ?? typeByName(head, extension);
	if (detected && INSIDE[detected]?.has(extension)) type = typeOfExtension(extension) ?? detected;
	const category = categoryOfType(type);
	if (category) return { type, category, picture: PICTURES.has(type) };
	return { type: OCTETS, category: categoryOfExtension(extension) ?? 'other', picture: false };
}

/** Remembers the first bytes of a stream that passes through it. */
export class Head {
	bytes = Buffer.alloc(0);

	/** The same chunks, untouched. `bytes` is whole once `HEAD_SIZE` bytes or the end have passed. */
	async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		for await (const chunk of source) {
			if (this.bytes.byteLength < HEAD_SIZE)
				this.bytes = Buffer.concat([this.bytes, chunk.subarray(0, HEAD_SIZE - this.bytes.byteLength)]);
			yield chunk;
		}
	}
}
