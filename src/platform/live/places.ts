/** How many things each holder may have open at once in this process; who opens one more loses the oldest. */
export class Places {
	readonly #taken = new Map<string, Set<() => void>>();

	constructor(readonly most: number) {}

	/** Takes a place; `leave` is called when it goes to a newer one. Answers how to give it back. */
	take(holder: string, leave: () => void): () => void {
		const mine = this.#taken.get(holder) ?? new Set();
		this.#taken.set(holder, mine);
		// A function of its own for each place, so that one that is taken twice counts twice.
		const place = (): void => leave();
		mine.add(place);
		const [oldest] = mine;
		if (mine.size > this.most && oldest) {
			mine.delete(oldest);
			oldest();
		}
		return () => {
			mine.delete(place);
			if (mine.size === 0) this.#taken.delete(holder);
		};
	}
}
