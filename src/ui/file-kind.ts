/** What a person calls a file of this type. */
export type FileKind = 'image' | 'pdf' | 'document' | 'spreadsheet' | 'archive' | 'audio' | 'video' | 'other';

const KINDS: [FileKind, RegExp][] = [
	['image', /^image\//],
	['audio', /^audio\//],
	['video', /^video\//],
	['pdf', /^application\/pdf$/],
	['spreadsheet', /spreadsheet|ms-excel|\/csv$|apple\.numbers/],
	['document', /^text\/|word|opendocument\.text|rtf|apple\.pages|presentation|powerpoint|epub/],
	['archive', /zip|compressed|x-tar|x-7z|x-rar|vnd\.rar|x-bzip|x-xz|zstd|x-cpio|x-arj|ms-cab/]
];

/** The kind of a media type such as `image/heic`, for its icon; `other` for what nobody names. */
export function fileKind(mediaType: string): FileKind {
	const type = mediaType.toLowerCase().split(';')[0]?.trim() ?? '';
	return KINDS.find(([, pattern]) => pattern.test(type))?.[0] ?? 'other';
}
