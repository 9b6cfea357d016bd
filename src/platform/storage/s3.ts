import { Readable } from 'node:stream';
import { resolveRange } from './consume.ts';
import { full, isStorageError, unavailable, type StorageError } from './errors.ts';
import { assertKey, isKey, newKey } from './keys.ts';
import type { S3Address } from './s3-address.ts';
import { IMPATIENT, PATIENT, patiently, S3Requests, type Answer, type Call, type Patience } from './s3-request.ts';
import { presignUrl } from './s3-signature.ts';
import { contentDisposition } from '#platform/file-types/disposition.ts';
import { sweepFolder } from './files.ts';
import { insidesOf, textOf } from './s3-xml.ts';
import { spool } from './spool.ts';
import type { DownloadAs, ObjectInfo, PutOptions, Range, Retrieved, Storage, Stored } from './storage.ts';

/** Longest life of a URL of the store itself, which nobody can revoke (ARCHITECTURE, "Files"). */
const PRESIGNED_SECONDS = 5;
/** Codes by which S3, Ceph, MinIO and Swift say that there is no room. */
const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'EntityTooLarge', 'ServiceQuotaExceeded']);

/**
 * Objects in a bucket of any S3-compatible server. A stream of unknown length is spooled to `folder` first, since PUT
 * needs the length: so a put is one request that the server keeps whole or not at all, with a hash that it verifies, and
 * that can be tried again (docs/decisions/0003-storage.md).
 */
export class S3Storage implements Storage {
	readonly kind = 's3';
	private readonly requests: S3Requests;

	constructor(
		private readonly address: S3Address,
		private readonly folder: string,
		private readonly patience: Patience = PATIENT
	) {
		this.requests = new S3Requests(address, patience);
	}

	private pathOf(key: string): string {
		assertKey(key);
		return `/${this.address.bucket}/${key}`;
	}

	private async text(answer: Answer): Promise<string> {
		let text = '';
		for await (const chunk of patiently(answer, this.patience.silence)) text += String(chunk);
		return text;
	}

	/** The error that an answer stands for; never its message alone, which the store may word as it likes. */
	private async refusal(answer: Answer): Promise<StorageError> {
		const code = textOf(await this.text(answer), 'Code') ?? `status ${answer.status}`;
		if (answer.status === 507 || FULL.has(code)) return full(`The bucket has no room for the file (${code}).`);
		return unavailable(`The bucket "${this.address.bucket}" at ${this.address.origin} refused the request (${code}).`);
	}

	/** The answer when its status is one of `expected`, its body unread. */
	private async ask(call: Call, expected: number[], patience?: Patience): Promise<Answer> {
		const answer = await this.requests.send(call, patience);
		if (expected.includes(answer.status)) return answer;
		throw await this.refusal(answer);
	}

	async put(key: string, source: AsyncIterable<Uint8Array>, options: PutOptions = {}): Promise<Stored> {
		const path = this.pathOf(key);
		const body = await spool(this.folder, source, options);
		try {
			const call: Call = { method: 'PUT', path, body, signal: options.signal };
			const answer = await this.ask({ ...call, headers: { 'content-type': 'application/octet-stream' } }, [200, 201]);
			await this.text(answer);
			return { size: body.size, sha256: body.sha256 };
		} catch (error) {
			// A request whose answer was lost may have been carried out all the same.
			if (!options.replace) await this.tryDelete(path);
			throw error;
		} finally {
			await body.close();
		}
	}

	/** For a put that failed: best effort, since the store may be away; the caller's own record of the key does the rest. */
	private async tryDelete(path: string): Promise<void> {
		try {
			const answer = await this.requests.send({ method: 'DELETE', path }, IMPATIENT);
			answer.body.destroy();
		} catch (error) {
			if (!isStorageError(error)) throw error;
		}
	}

	async get(key: string, range?: Range): Promise<Retrieved | null> {
		const headers: Record<string, string> = {};
		if (range) headers['range'] = `bytes=${range.start}-${range.end ?? ''}`;
		const answer = await this.requests.send({ method: 'GET', path: this.pathOf(key), headers });
		if (answer.status === 200) {
			const size = Number(answer.headers['content-length']);
			return { stream: patiently(answer, this.patience.silence), size, start: 0, end: size - 1 };
		}
		if (answer.status === 206) {
			const [, start, end, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers['content-range'] ?? '') ?? [];
			const stream = patiently(answer, this.patience.silence);
			return { stream, size: Number(size), start: Number(start), end: Number(end) };
		}
		if (answer.status === 416) {
			answer.body.destroy();
			const found = await this.stat(key);
			if (found) resolveRange(range, found.size);
		}
		if (answer.status !== 404) throw await this.refusal(answer);
		if (textOf(await this.text(answer), 'Code') === 'NoSuchBucket') throw this.noBucket();
		return null;
	}

	private noBucket(): StorageError {
		return unavailable(`There is no bucket "${this.address.bucket}" at ${this.address.origin}.`);
	}

	async stat(key: string): Promise<ObjectInfo | null> {
		const answer = await this.ask({ method: 'HEAD', path: this.pathOf(key) }, [200, 404]);
		answer.body.resume();
		if (answer.status === 404) return null;
		const modifiedAt = new Date(answer.headers['last-modified'] ?? '');
		return { key, size: Number(answer.headers['content-length']), modifiedAt };
	}

	async delete(key: string): Promise<void> {
		const answer = await this.ask({ method: 'DELETE', path: this.pathOf(key) }, [200, 204, 404]);
		if (textOf(await this.text(answer), 'Code') === 'NoSuchBucket') throw this.noBucket();
	}

	async *list(prefix = ''): AsyncGenerator<ObjectInfo> {
		let from: string | null = null;
		do {
			const query = new URLSearchParams({ 'list-type': '2', prefix });
			if (from !== null) query.set('continuation-token', from);
			const path = `/${this.address.bucket}?${query}`;
			const page = await this.text(await this.ask({ method: 'GET', path }, [200]));
			for (const entry of insidesOf(page, 'Contents')) {
				const key = textOf(entry, 'Key') ?? '';
				const modifiedAt = new Date(textOf(entry, 'LastModified') ?? '');
				// What others keep in the bucket is none of our business.
				if (isKey(key)) yield { key, size: Number(textOf(entry, 'Size')), modifiedAt };
			}
			from = textOf(page, 'NextContinuationToken');
		} while (from !== null);
	}

	async check({ write = false }: { write?: boolean } = {}): Promise<string[]> {
		try {
			const bucket = await this.requests.send({ method: 'HEAD', path: `/${this.address.bucket}` }, IMPATIENT);
			bucket.body.resume();
			if (bucket.status === 404) throw this.noBucket();
			if (bucket.status !== 200) throw await this.refusal(bucket);
			const problems = await this.versions();
			if (write) {
				const key = newKey('probe');
				await this.put(key, Readable.from([Buffer.from('probe')]));
				await this.delete(key);
			}
			return problems;
		} catch (error) {
			if (!isStorageError(error)) throw error;
			return [error.message];
		}
	}

	/** A bucket that keeps versions keeps what was deleted. A store that knows no versions says so, or says nothing. */
	private async versions(): Promise<string[]> {
		const { bucket } = this.address;
		const answer = await this.requests.send({ method: 'GET', path: `/${bucket}?versioning` }, IMPATIENT);
		const text = await this.text(answer);
		const status = textOf(text, 'Status');
		if (answer.status === 200 && status !== null)
			return [
				`The bucket "${bucket}" keeps versions (${status}), so it keeps what was deleted. Use a bucket that never had versioning.`
			];
		if (answer.status === 403) return [`The key may not read whether the bucket "${bucket}" keeps versions.`];
		return [];
	}

	/** A put is one request, so the bucket never holds an unfinished one; the spool's files have no name for long. */
	async sweep(olderThan: number): Promise<number> {
		return sweepFolder(this.folder, olderThan);
	}

	async presign(key: string, seconds: number, as: DownloadAs): Promise<string> {
		if (!Number.isInteger(seconds) || seconds < 1 || seconds > PRESIGNED_SECONDS)
			throw new RangeError(`A URL of the store lives 1 to ${PRESIGNED_SECONDS} seconds, not ${seconds}.`);
		const url = new URL(this.address.origin + this.pathOf(key));
		url.searchParams.set('response-content-disposition', contentDisposition(as.filename));
		url.searchParams.set('response-content-type', as.type);
		return presignUrl(this.address, url.href, seconds);
	}
}
