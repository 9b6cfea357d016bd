/**
 * A fault of ours, or something that the database cannot keep: it would come again with every try. Not a store that is away for the
 * moment.
 */
export const isFault = (cause: unknown): boolean =>
	cause instanceof TypeError ||
	cause instanceof RangeError ||
	(cause instanceof Error && 'code' in cause && /^(?:22|23|54)\w{3}$/.test(String(cause.code)));

/** A row that was just read is gone: its customer was merged or erased in this very moment. */
const isGone = (cause: unknown): boolean =>
	cause instanceof Error && 'code' in cause && cause.code === '23503';

/** Once more, from the beginning, for whoever ran into a merge or an erasure that has been finished since. */
export async function againWhenGone<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (!isGone(cause)) throw cause;
		return work();
	}
}
