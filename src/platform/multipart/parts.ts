import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { WatchedBody } from './body.ts';
import { MultipartError } from './errors.ts';
import type { FieldPart, FilePart, Limits } from './multipart.ts';

/** Most that one part's headers may hold. */
const HEADERS = { headerPairs: 20, headerSize: 16 * 1024 };

/** Browsers write a quote and line breaks in a name as these three, and nothing else (HTML standard, form-data). */
function decodeName(name: string): string {
	return name.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}

/** Turns what busboy calls out into parts that are asked for one by one, so that nothing is read far ahead of its use. */
export class PartReader {
	private readonly parts: (FieldPart | FilePart)[] = [];
	private readonly files = new Map<FilePart, BusboyFileStream>();
	private readonly busboy: BusboyInstance;
	private current: FilePart | null = null;
	private failure: MultipartError | null = null;
	private ended = false;
	private finished = false;
	private wake = (): void => undefined;
	private release = (): void => undefined;

	constructor(
		contentType: string,
		private readonly body: WatchedBody,
		private readonly limits: Limits
	) {
		this.busboy = this.listen(contentType);
		void this.pump();
	}

	private listen(contentType: string): BusboyInstance {
		const { fields, files, fieldSize, fileSize } = this.limits;
		const busboy = new Busboy({
			headers: { 'content-type': contentType },
			// Names are for people here; as paths they are never used.
			preservePath: true,
			isPartAFile: (_field, _type, name) => name !== undefined,
			// Files are counted by ourselves: busboy would cut one off and call it whole.
			limits: { ...HEADERS, fields, files, fieldSize, fileSize: fileSize + 1, parts: fields + files + 1 }
		});
		busboy.on('field', (field, value, _nameCut, valueCut) => {
			if (valueCut) this.fail(new MultipartError('FieldTooLong', `The field "${field}" is too long.`));
			else this.add({ kind: 'field', field: field ?? '', value });
		});
		busboy.on('file', (field, file, name, _encoding, type) => this.addFile(field ?? '', file, name, type));
		const tooMany = (): void =>
			void this.fail(new MultipartError('TooManyParts', 'The form has too many parts.'));
		busboy.on('partsLimit', tooMany).on('filesLimit', tooMany).on('fieldsLimit', tooMany);
		busboy.on('error', (error) => this.fail(this.broken(error)));
		busboy.on('finish', () => {
			this.finished = true;
			this.wake();
		});
		return busboy;
	}

	private broken(error: unknown): MultipartError {
		if (this.ended) return new MultipartError('Truncated', 'The form ends too early.', error);
		return new MultipartError('Malformed', 'The form can not be read.', error);
	}

	private add(part: FieldPart | FilePart): void {
		this.parts.push(part);
		this.wake();
	}

	private addFile(field: string, file: BusboyFileStream, name: string, type: string): void {
		// Errors reach whoever reads the stream; one that nobody reads must not end the process.
		file.on('error', () => undefined);
		// A browser sends a file without a name for a file field that was left empty.
		if (this.failure || name === '') {
			file.resume();
			return;
		}
		const part: FilePart = { kind: 'file', field, name: decodeName(name), type, stream: this.bytesOf(file) };
		this.files.set(part, file);
		this.add(part);
	}

	private async *bytesOf(file: BusboyFileStream): AsyncGenerator<Uint8Array> {
		const { fileSize } = this.limits;
		let size = 0;
		try {
			for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
				size += chunk.byteLength;
				if (size > fileSize) throw new MultipartError('TooLarge', `A file is larger than ${fileSize} bytes.`);
				yield chunk;
			}
		} catch (error) {
			throw this.fail(error instanceof MultipartError ? error : this.broken(error));
		} finally {
			file.resume();
		}
	}

	/** The first failure is the one that counts. It ends every file, and with it what its reader makes of it. */
	private fail(error: MultipartError): MultipartError {
		if (this.failure) return this.failure;
		this.failure = error;
		for (const file of this.files.values()) file.destroy(error);
		this.wake();
		this.release();
		return error;
	}

	private async pump(): Promise<void> {
		try {
			for (let chunk = await this.body.next(); chunk && !this.failure; chunk = await this.body.next())
				if (!this.busboy.write(chunk)) await this.drained();
			this.ended = true;
			if (!this.failure) this.busboy.end();
		} catch (error) {
			this.fail(error instanceof MultipartError ? error : this.broken(error));
		}
	}

	/** Until busboy wants more, which is when the current file was read, or until a failure. */
	private drained(): Promise<void> {
		return new Promise((resolve) => {
			this.release = resolve;
			this.busboy.once('drain', resolve);
		});
	}

	/** The next part, or null after the last. Drops what is left of the file before. */
	async next(): Promise<FieldPart | FilePart | null> {
		if (this.current) this.drop(this.current);
		for (;;) {
			const part = this.parts.shift();
			if (part) {
				this.current = part.kind === 'file' ? part : null;
				return part;
			}
			if (this.failure) throw this.failure;
			if (this.finished) return null;
			await new Promise<void>((resolve) => {
				this.wake = resolve;
			});
		}
	}

	private drop(part: FilePart): void {
		this.files.get(part)?.resume();
		this.files.delete(part);
		this.current = null;
	}

	/** Ends the reading at whatever point it is. */
	close(): void {
		if (!this.finished) this.fail(new MultipartError('Truncated', 'The rest of the form was not wanted.'));
		this.body.leave(this.failure);
	}
}
