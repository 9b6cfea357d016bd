/**
 * The results of `work` on what comes from `source`, in order, with up to `most` of them under way beforehand: so that the time to
 * reach a store is spent once for several. What nobody took is given to `drop`.
 */
export async function* ahead<T, R>(
	source: AsyncIterable<T>,
	most: number,
	work: (item: T) => Promise<R>,
	drop: (result: R) => void
): AsyncGenerator<R> {
	const begun: Promise<R>[] = [];
	const begin = (item: T): void => {
		const result = work(item);
		// Met when its turn comes.
		result.catch(() => undefined);
		begun.push(result);
	};
	try {
		for await (const item of source) {
			begin(item);
			const first = begun.length > most ? begun.shift() : undefined;
			if (first) yield await first;
		}
		for (let next = begun.shift(); next; next = begun.shift()) yield await next;
	} finally {
		for (const result of begun) result.then(drop, () => undefined);
	}
}
