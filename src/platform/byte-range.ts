/** What a GET asks of a file: all of it, a part (both ends counted from 0), or what it does not have. */
export type Asked = { kind: 'whole' } | { kind: 'part'; start: number; end: number } | { kind: 'beyond' };

/** A file as a client may remember it. `etag` is a strong one, with its quotes. */
export type Remembered = { /** bytes */ size: number; etag: string; modifiedAt: Date };

const WHOLE: Asked = { kind: 'whole' };

/**
 * The part that `Range` and `If-Range` ask for (RFC 9110, 14.2 and 13.1.5). Several ranges at once, another unit and what
 * cannot be read are passed over, as the RFC allows: the whole file is then the answer.
 */
export function askedRange(headers: Headers, file: Remembered): Asked {
	const [, first = '', last = ''] =
		/^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range')?.trim() ?? '') ?? [];
	if (first === '' && last === '') return WHOLE;
	if (!stillTheSame(headers.get('if-range'), file)) return WHOLE;
	if (first === '')
		return partOf(Math.max(0, file.size - Number(last)), file.size - 1, Number(last) > 0 && file.size > 0);
	const start = Number(first);
	const end = last === '' ? file.size - 1 : Math.min(Number(last), file.size - 1);
	if (last !== '' && Number(last) < start) return WHOLE;
	return partOf(start, end, start < file.size);
}

const partOf = (start: number, end: number, there: boolean): Asked =>
	there ? { kind: 'part', start, end } : { kind: 'beyond' };

/** A weak tag never matches; a date matches only exactly, to the second that HTTP knows. */
function stillTheSame(condition: string | null, { etag, modifiedAt }: Remembered): boolean {
	if (condition === null) return true;
	const said = condition.trim();
	if (said.startsWith('"') || said.startsWith('W/')) return said === etag;
	return said === modifiedAt.toUTCString();
}
