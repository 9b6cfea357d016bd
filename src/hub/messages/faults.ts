/**
 * A fault of ours, or something that the database cannot keep: it would come again with every try. Not a store that is away for the
 * moment.
 */
export const isFault = (cause: unknown): boolean =>
	cause instanceof TypeError ||
	cause instanceof RangeError ||
	(cause instanceof Error && 'code' in cause && /^(?:22|23|54)\w{3}$/.test(String(cause.code)));
