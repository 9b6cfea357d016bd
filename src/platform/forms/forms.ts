import type { z } from 'zod';

/** Clean data, or sentences by field. */
export type Checked<T> = { ok: true; data: T } | { ok: false; errors: Record<string, string> };

/** A form's outcome, with what was typed, secrets left out, for showing the form again. */
export type Parsed<T> = Checked<T> & { values: Record<string, string> };

/** Bytes that a form without files may have. */
const FORM_LIMIT = 256 * 1024;

export class FormTooLarge extends Error {
	readonly code = 'FORM_TOO_LARGE';
}

/** The client went away, or what it sent was no HTTP any more, before all of the form was there. */
export class FormBrokenOff extends Error {
	readonly code = 'FORM_BROKEN_OFF';
}

/**
 * Reads a form (urlencoded or multipart without files) and checks it against a strict schema: unknown fields, repeated fields
 * and files are refused. Throws FormTooLarge past FORM_LIMIT, FormBrokenOff when it does not arrive whole. Fields whose name begins with `_` belong to the framework's
 * own plumbing and are passed over.
 */
export async function readForm<T>(request: Request, schema: z.ZodType<T>): Promise<Parsed<T>> {
	const form = await limitedForm(request);
	if (!form)
		return { ok: false, errors: { '': 'This form could not be read. Please send it again.' }, values: {} };
	const values: Record<string, string> = {};
	const errors: Record<string, string> = {};
	for (const [name, value] of form) {
		if (name.startsWith('_')) continue;
		if (typeof value !== 'string') errors[name] = 'A file is not expected here.';
		else if (Object.hasOwn(values, name)) errors[name] = 'This was sent twice.';
		else values[name] = value;
	}
	if (Object.keys(errors).length) return { ok: false, errors, values: shown(values) };
	return { ...readFields(schema, values), values: shown(values) };
}

/** Checks fields that were read in some other way. Every sentence is ours, also where a schema has none of its own. */
export function readFields<T>(schema: z.ZodType<T>, values: unknown): Checked<T> {
	const result = schema.safeParse(values, { error: ({ code, input }) => inOurWords(code, input) });
	return result.success ? { ok: true, data: result.data } : { ok: false, errors: fieldErrors(result.error) };
}

/** What is said of a field whose schema says nothing by itself. */
function inOurWords(code: string | undefined, input: unknown): string {
	if (input === undefined || input === '') return 'This is missing.';
	if (code === 'too_big') return 'This is more than can be kept here.';
	if (code === 'too_small') return 'This is too little.';
	if (code === 'invalid_value' || code === 'invalid_union')
		return 'This is none of the choices. Please choose again.';
	return 'This does not look right. Please check it.';
}

const shown = (values: Record<string, string>) =>
	Object.fromEntries(Object.entries(values).filter(([name]) => !/password|secret|token/i.test(name)));

/** The first sentence for each field; unknown fields are named under ''. */
function fieldErrors(error: z.ZodError): Record<string, string> {
	const errors: Record<string, string> = {};
	for (const issue of error.issues) {
		const field = issue.path.join('.');
		const message =
			issue.code === 'unrecognized_keys'
				? `This form does not know ${issue.keys.join(', ')}.`
				: issue.message;
		errors[field] ??= message;
	}
	return errors;
}

/** null: the body is not the form that its type says. */
async function limitedForm(request: Request): Promise<FormData | null> {
	if (Number(request.headers.get('content-length') ?? 0) > FORM_LIMIT)
		throw new FormTooLarge('form too large');
	if (!request.body) return new FormData();
	const body = await limitedBody(request.body);
	const type = request.headers.get('content-type') ?? '';
	try {
		return await new Response(body, { headers: { 'content-type': type } }).formData();
	} catch (cause) {
		if (cause instanceof TypeError) return null;
		throw cause;
	}
}

/** The server in front of the framework names what its own limit refused; every other fault of reading is the client's. */
async function named<T>(reading: Promise<T>): Promise<T> {
	try {
		return await reading;
	} catch (cause) {
		if (cause instanceof Error && 'code' in cause && cause.code === 'BODY_TOO_LARGE')
			throw new FormTooLarge('form too large', { cause });
		throw new FormBrokenOff('the form broke off', { cause });
	}
}

/** Past the limit the rest is left lying: cancelling the stream would cut the connection before the answer has left. */
async function limitedBody(stream: ReadableStream<Uint8Array>): Promise<Blob> {
	const reader = stream.getReader();
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let size = 0;
	try {
		for (;;) {
			const { done, value } = await named(reader.read());
			if (done) return new Blob(chunks);
			size += value.byteLength;
			if (size > FORM_LIMIT) throw new FormTooLarge('form too large');
			chunks.push(new Uint8Array(value));
		}
	} finally {
		reader.releaseLock();
	}
}
