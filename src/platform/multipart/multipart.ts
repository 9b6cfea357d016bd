import { WatchedBody } from './body.ts';
import { MultipartError } from './errors.ts';
import { PartReader } from './parts.ts';

export type Limits = {
	/** Bytes of one file: exactly so many are taken. */
	fileSize: number;
	/** Files with a name. */
	files: number;
	fields: number;
	/** Bytes of one field's value. */
	fieldSize: number;
	/** Milliseconds that a client may be silent, or nearly so. */
	idle: number;
	/** A form without any file is refused with NoFile once all of it has come. */
	fileNeeded?: boolean;
};

/** 50 MB a file (S1), and room for a form around it. */
export const UPLOAD: Limits = {
	fileSize: 50 * 1024 * 1024,
	files: 20,
	fields: 50,
	fieldSize: 64 * 1024,
	idle: 30_000
};

export type FieldPart = { kind: 'field'; field: string; value: string };

export type FilePart = {
	kind: 'file';
	field: string;
	/** As the client gave it, decoded; may hold anything: see `cleanName`. */
	name: string;
	/** What the client says it is. Not to be trusted. */
	type: string;
	/** The bytes, once. Throws TooLarge at the first byte over the limit, Truncated or Stuck. May be left early. */
	stream: AsyncIterable<Uint8Array>;
};

/** RFC 2046, 5.1.1: a boundary has 70 characters at most. */
const BOUNDARY = /;\s*boundary=(?:"([^"\\]{1,70})"|([^"\\;,\s]{1,70}))\s*(?:;|$)/i;

/** The form's type with nothing but its boundary, which is all that reading it needs. */
function typeOf(request: Request): string {
	const type = request.headers.get('content-type') ?? '';
	const [, quoted, plain] = (/^multipart\/form-data\s*;/i.test(type) && BOUNDARY.exec(type)) || [];
	const boundary = quoted ?? plain;
	if (boundary === undefined)
		throw new MultipartError('NotMultipart', 'The request is not a form that can carry files.');
	return `multipart/form-data; boundary="${boundary}"`;
}

/** All that a form within its limits may weigh: what it carries, and some space for the lines between. */
function largest({ fileSize, files, fieldSize, fields }: Limits): number {
	return files * (fileSize + 32_768) + fields * (fieldSize + 32_768) + 65_536;
}

/**
 * The parts of a multipart form in their order, each read from the client only when it is asked for; memory stays flat.
 * A file's stream has to be read before the next part is asked for; what is left of it then is dropped. Throws
 * MultipartError. However it ends, the rest of the request is taken care of (RFC 7578; THREATS, "Files").
 */
export async function* readMultipart(request: Request, limits: Limits): AsyncGenerator<FieldPart | FilePart> {
	const type = typeOf(request);
	if (request.body === null) throw new MultipartError('Truncated', 'The form is empty.');
	const body = new WatchedBody(request.body, largest(limits), limits.idle);
	const reader = new PartReader(type, body, limits);
	let files = 0;
	try {
		for (let part = await reader.next(); part; part = await reader.next()) {
			if (part.kind === 'file') files += 1;
			yield part;
		}
		if (limits.fileNeeded && files === 0) throw new MultipartError('NoFile', 'The form holds no file.');
	} finally {
		reader.close();
	}
}
