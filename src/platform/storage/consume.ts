import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { StorageError, tooLarge } from './errors.ts';
import type { PutOptions, Range, Stored } from './storage.ts';

/**
 * Runs steps that may never end, each until its end or the signal's. A promise that lived as long as the signal would, in
 * a race with each step, keep every step's result in memory; so each step has one of its own.
 */
function interruptible(signal: AbortSignal): { step<T>(work: Promise<T>): Promise<T>; done(): void } {
	let interrupt = (_reason: unknown): void => undefined;
	const stop = (): void => interrupt(signal.reason);
	signal.addEventListener('abort', stop);
	return {
		step: (work) =>
			new Promise((resolve, reject) => {
				interrupt = reject;
				work.then(resolve, reject);
			}),
		done: () => signal.removeEventListener('abort', stop)
	};
}

/**
 * Reads a source to its end, one chunk at a time, and hands each to `write` before asking for the next. Stops at the
 * first byte over the limit with TooLarge, and tells the source to stop when anything fails.
 */
export async function consume(
	source: AsyncIterable<Uint8Array>,
	{ limit = Number.POSITIVE_INFINITY, signal }: PutOptions,
	write: (chunk: Uint8Array) => Promise<void>
): Promise<Stored> {
	const iterator = source[Symbol.asyncIterator]();
	const watch = signal && interruptible(signal);
	const hash = createHash('sha256');
	let size = 0;
	try {
		for (;;) {
			signal?.throwIfAborted();
			const next = await (watch ? watch.step(iterator.next()) : iterator.next());
			if (next.done) return { size, sha256: hash.digest('hex') };
			size += next.value.byteLength;
			if (size > limit) throw tooLarge(limit);
			hash.update(next.value);
			await write(next.value);
		}
	} catch (error) {
		// A source that hangs would let us wait for its end, too.
		if (source instanceof Readable) source.destroy();
		else if (signal?.aborted) iterator.return?.().catch(() => undefined);
		else await iterator.return?.();
		throw error;
	} finally {
		watch?.done();
	}
}

/** First and last byte of what a range asks of an object of `size` bytes. Throws RangeNotSatisfiable. */
export function resolveRange(range: Range | undefined, size: number): { start: number; end: number } {
	if (range === undefined) return { start: 0, end: size - 1 };
	const { start, end = size - 1 } = range;
	if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= size || end < start)
		throw new StorageError('RangeNotSatisfiable', 416, `The object has ${size} bytes.`);
	return { start, end: Math.min(end, size - 1) };
}
