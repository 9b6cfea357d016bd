/**
 * What can be wrong with a form that carries files. As with stores, callers compare `code`, since each bundle has a class
 * of its own; `status` is the HTTP status to answer with.
 */
export type MultipartErrorCode =
	| 'NotMultipart'
	| 'Malformed'
	| 'Truncated'
	| 'Stuck'
	| 'TooLarge'
	| 'TooManyParts'
	| 'FieldTooLong'
	| 'NoFile';

const STATUS: Record<MultipartErrorCode, number> = {
	NotMultipart: 415,
	Malformed: 400,
	Truncated: 400,
	Stuck: 408,
	TooLarge: 413,
	TooManyParts: 413,
	FieldTooLong: 413,
	NoFile: 400
};

export class MultipartError extends Error {
	readonly status: number;

	constructor(
		readonly code: MultipartErrorCode,
		message: string,
		cause?: unknown
	) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = code;
		this.status = STATUS[code];
	}
}

/** Narrows a caught value to an error of this module, across bundles. */
export function isMultipartError(error: unknown): error is MultipartError {
	return (
		error instanceof Error && 'code' in error && error.name === error.code && String(error.code) in STATUS
	);
}
