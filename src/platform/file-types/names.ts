/** Longest name in bytes of UTF-8 that the common file systems keep. */
const LONGEST_NAME = 255;
const LONGEST_EXTENSION = 32;

/**
 * Characters that reorder the text around them: `cod\u202Efdp.exe` shows as `codexe.pdf`. The plain marks (LRM, RLM, ALM)
 * stay, which Arabic and Hebrew names need, as does the joiner of emoji.
 */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\ufeff\ufff9-\ufffb]/g;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The extension of a name with its dot, as typed, or ''. */
export function extensionOf(name: string): string {
	const found = /[^.]\.([\p{L}\p{N}_+-]+)$/u.exec(name);
	const extension = found ? `.${found[1]}` : '';
	return bytesOf(extension) <= LONGEST_EXTENSION ? extension : '';
}

function shorten(name: string): string {
	if (bytesOf(name) <= LONGEST_NAME) return name;
	const extension = extensionOf(name);
	const room = LONGEST_NAME - bytesOf(extension);
	let stem = '';
	let used = 0;
	for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - extension.length))) {
		used += bytesOf(segment);
		if (used > room) break;
		stem += segment;
	}
	return stem.trimEnd() + extension;
}

/**
 * A file's name as it is kept and shown: what a person typed, less what a screen must not obey (control characters and
 * characters that reorder text), at most 255 bytes with its extension, `file` when nothing is left. Slashes stay: names
 * are for people, and never a path here.
 */
export function cleanName(name: string): string {
	const clean = name
		.replace(/\p{Surrogate}/gu, '\ufffd')
		.replace(BREAKS, ' ')
		.replace(CONTROLS, '')
		.replace(REORDERING, '')
		.trim();
	return shorten(clean) || 'file';
}

/** A name that is safe for a file on any disk and in any archive: `cleanName` with nothing that makes a path of it. */
export function diskName(name: string): string {
	const clean = cleanName(name).replace(/[/\\]/g, '_');
	return /^\.+$/.test(clean) ? 'file' : clean;
}
