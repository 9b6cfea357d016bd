import { MultipartError } from './errors.ts';

/** Fewest bytes that must come within the idle time: a client that trickles is stuck, too. */
const LEAST_PROGRESS = 1024;
/** How much of a refused upload is read on, so that the client comes to hear the answer instead of a broken connection. */
const DRAINED_BYTES = 64 * 1024 * 1024;
const DRAINED_MS = 15_000;
/** Time for the answer to leave before a stuck client's connection is cut. */
const GRACE_MS = 2_000;

type Chunks = ReadableStreamDefaultReader<Uint8Array>;

/** The body of a request, read under a watch. */
export class WatchedBody {
	private readonly reader: Chunks;
	private waited = 0;
	private sinceProgress = 0;
	private total = 0;
	private open = true;

	/** `limit` in bytes for all of the body, `idle` in milliseconds. */
	constructor(
		body: ReadableStream<Uint8Array>,
		private readonly limit: number,
		private readonly idle: number
	) {
		this.reader = body.getReader();
	}

	/** The next chunk, or null at the end. Throws Stuck, TooLarge, or Truncated when the client went away. */
	async next(): Promise<Uint8Array | null> {
		const begun = performance.now();
		const { done, value } = await this.timely(this.named(this.reader.read()), this.idle - this.waited);
		if (done) {
			this.open = false;
			return null;
		}
		this.waited += performance.now() - begun;
		this.sinceProgress += value.byteLength;
		this.total += value.byteLength;
		if (this.total > this.limit)
			throw new MultipartError('TooLarge', 'The form is larger than all it may hold.');
		if (this.sinceProgress >= LEAST_PROGRESS) this.waited = this.sinceProgress = 0;
		return value;
	}

	private async timely<T>(work: Promise<T>, patience: number): Promise<T> {
		let timer: NodeJS.Timeout | undefined;
		const stuck = new Promise<never>((_, reject) => {
			const late = new MultipartError('Stuck', 'The upload came to a halt.');
			timer = setTimeout(() => reject(late), Math.max(patience, 0));
		});
		try {
			return await Promise.race([work, stuck]);
		} finally {
			clearTimeout(timer);
		}
	}

	private async named<T>(work: Promise<T>): Promise<T> {
		try {
			return await work;
		} catch (error) {
			this.open = false;
			// The web framework refuses a body over its own limit with an error of status 413.
			if (error instanceof Error && 'status' in error && error.status === 413)
				throw new MultipartError('TooLarge', 'The request is larger than the server takes.', error);
			throw new MultipartError('Truncated', 'The upload broke off.', error);
		}
	}

	/**
	 * Leaves the body. Cutting the connection at once would keep the answer from a client that is still sending, so the
	 * rest is read and dropped for a while; whoever is stuck is cut off after a moment.
	 */
	leave(reason: unknown): void {
		if (!this.open) return;
		this.open = false;
		const stuck = reason instanceof MultipartError && reason.code === 'Stuck';
		const cut = setTimeout(() => void this.cancel(), stuck ? GRACE_MS : DRAINED_MS);
		cut.unref();
		if (!stuck) void this.drain().finally(() => clearTimeout(cut));
	}

	private async drain(): Promise<void> {
		try {
			for (let dropped = 0; dropped < DRAINED_BYTES;) {
				const { done, value } = await this.reader.read();
				if (done) return;
				dropped += value.byteLength;
			}
		} catch {
			// The client is gone, which is a good end of a refused upload, too.
			return;
		}
		await this.cancel();
	}

	private async cancel(): Promise<void> {
		await this.reader.cancel().catch(() => undefined);
	}
}
