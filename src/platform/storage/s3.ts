import { Readable } from 'node:stream';
import { resolveRange } from './consume.ts';
import { full, isStorageError, unavailable, type StorageError } from './errors.ts';
import { assertKey, isKey, newKey } from './keys.ts';
import type { S3Address } from './s3-address.ts';
import {
	IMPATIENT,
	PATIENT,
	patiently,
	S3Requests,
	textIn,
	type Answer,
	type Call,
	type Patience
} from './s3-request.ts';
import { presignUrl } from './s3-signature.ts';
import { contentDisposition } from '#platform/file-types/disposition.ts';
import { sweepFolder } from './files.ts';
import { keptVersions } from './s3-versions.ts';
import { insidesOf, textOf } from './s3-xml.ts';
import { spool } from './spool.ts';
import type { DownloadAs, ObjectInfo, PutOptions, Range, Retrieved, Storage, Stored } from './storage.ts';

/** Longest life of a URL of the store itself, which nobody can revoke (ARCHITECTURE, "Files"). */
const PRESIGNED_SECONDS = 5;
/** Codes by which S3, Ceph, MinIO and Swift say that there is no room. */
const FULL = new Set([
	'QuotaExceeded',
	'XMinioStorageFull',
	'InsufficientStorage',
	'EntityTooLarge',
	'ServiceQuotaExceeded'
]);

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

	/** The error that an answer stands for; never its message alone, which the store may word as it likes. */
	private async refusal(answer: Answer): Promise<StorageError> {
		const code = textOf(await textIn(answer, this.patience), 'Code') ?? `status ${answer.status}`;
		if (answer.status === 507 || FULL.has(code))
			return full(`The bucket has no room for the file (${code}).`);
		return unavailable(
			`The bucket "${this.address.bucket}" at ${this.address.origin} refused the request (${code}).`
		);
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
			const answer = await this.ask(
				{ ...call, headers: { 'content-type': 'application/octet-stream' } },
				[200, 201]
			);
			await textIn(answer, this.patience);
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
			const [, start, end, size] =
				/^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers['content-range'] ?? '') ?? [];
			const stream = patiently(answer, this.patience.silence);
			return { stream, size: Number(size), start: Number(start), end: Number(end) };
		}
		if (answer.status === 416) {
			answer.body.destroy();
			const found = await this.stat(key);
			if (found) resolveRange(range, found.size);
		}
		if (answer.status !== 404) throw await this.refusal(answer);
		if (textOf(await textIn(answer, this.patience), 'Code') === 'NoSuchBucket') throw this.noBucket();
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
		if (textOf(await textIn(answer, this.patience), 'Code') === 'NoSuchBucket') throw this.noBucket();
	}

	/** Version 1 of the listing, which every server knows; its pages go on from the last key. */
	async *list(prefix = ''): AsyncGenerator<ObjectInfo> {
		for (let marker: string | null = ''; marker !== null;) {
			const query: URLSearchParams = new URLSearchParams({ prefix, marker });
			const path = `/${this.address.bucket}?${query}`;
			const page = await textIn(await this.ask({ method: 'GET', path }, [200]), this.patience);
			let last: string | null = null;
			for (const entry of insidesOf(page, 'Contents')) {
				const key = textOf(entry, 'Key') ?? '';
				last = key;
				const modifiedAt = new Date(textOf(entry, 'LastModified') ?? '');
				// What others keep in the bucket is none of our business.
				if (isKey(key)) yield { key, size: Number(textOf(entry, 'Size')), modifiedAt };
			}
			marker = textOf(page, 'IsTruncated') === 'true' ? last : null;
		}
	}

	async check({ write = false }: { write?: boolean } = {}): Promise<string[]> {
		try {
			const bucket = await this.requests.send({ method: 'HEAD', path: `/${this.address.bucket}` }, IMPATIENT);
			bucket.body.resume();
			if (bucket.status === 404) throw this.noBucket();
			if (bucket.status !== 200) throw await this.refusal(bucket);
			const problems = await keptVersions(this.address.bucket, this.requests);
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
