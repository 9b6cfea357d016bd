import build from 'content-disposition';
import { diskName } from './names.ts';

/**
 * `attachment; filename="…"; filename*=UTF-8''…` (RFC 6266): an ASCII name for whoever knows no better, and the whole name.
 * Always printable ASCII, whatever the name.
 */
export function contentDisposition(name: string): string {
	const safe = diskName(name);
	return build(safe, { type: 'attachment', fallback: safe.replace(/[^\x20-\x7e]+/g, '_') });
}

type Download = {
	name: string;
	type: string;
	/** Bytes; null: nobody knows before the end. */
	size: number | null;
};

/**
 * Headers under which any file at all may leave this origin: it is saved and not shown, not sniffed, and should a browser
 * show it after all, in a sandbox of no origin.
 */
export function downloadHeaders({ name, type, size }: Download): Record<string, string> {
	return {
		'content-type': type,
		...(size !== null && { 'content-length': String(size) }),
		'content-disposition': contentDisposition(name),
		'x-content-type-options': 'nosniff',
		'content-security-policy': "sandbox; default-src 'none'",
		'cache-control': 'private, no-store',
		'cross-origin-resource-policy': 'same-origin',
		'referrer-policy': 'same-origin',
		'x-robots-tag': 'noindex'
	};
}

/** What `images/` encodes itself, and so all that may ever be shown inline. */
const SHOWN = new Set(['image/webp', 'image/png']);

/** Whether a file of that type may be shown inline, given that this program itself encoded it. Originals never are. */
export function mayBeShown(type: string): boolean {
	return SHOWN.has(type);
}

/** Headers for a picture that `images/` encoded. Throws when the type is none that it writes. */
export function pictureHeaders({ type, size }: Omit<Download, 'name'>): Record<string, string> {
	if (!mayBeShown(type)) throw new TypeError(`${type} is never shown inline.`);
	return { ...downloadHeaders({ name: 'picture', type, size }), 'content-disposition': 'inline' };
}
