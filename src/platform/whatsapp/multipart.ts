import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** A file on its way out. */
export type SentFile = {
	name: string;
	type: string;
	/** Bytes; `stream` must yield as many. */
	size: number;
	stream: AsyncIterable<Uint8Array>;
};

/** As forms are sent (WHATWG HTML, "multipart/form-data encoding algorithm"). */
const quoted = (name: string) => name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');

/**
 * A form with one file as a request: of the file no more is held than is on its way, and the length is said beforehand.
 * `broken` answers what reading the file threw, which fetch would hide behind an error of its own.
 */
export function multipartOf(fields: Record<string, string>, { name, type, size, stream }: SentFile) {
	const boundary = `hub-${randomUUID()}`;
	const before = Buffer.from(
		Object.entries(fields)
			.map(
				([field, value]) =>
					`--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`
			)
			.join('') +
			`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(name)}"\r\ncontent-type: ${type}\r\n\r\n`
	);
	const after = Buffer.from(`\r\n--${boundary}--\r\n`);
	let broken: unknown = null;
	async function* whole(): AsyncGenerator<Uint8Array> {
		yield before;
		try {
			yield* stream;
		} catch (cause) {
			broken = cause;
			throw cause;
		}
		yield after;
	}
	// `duplex` is asked for by Node and unknown to the types of a browser.
	const form: RequestInit & { duplex: 'half' } = {
		method: 'POST',
		headers: {
			'content-type': `multipart/form-data; boundary=${boundary}`,
			'content-length': String(before.length + size + after.length)
		},
		body: Readable.toWeb(Readable.from(whole(), { objectMode: false })) as ReadableStream<Uint8Array>,
		duplex: 'half'
	};
	return { form, broken: () => broken };
}
