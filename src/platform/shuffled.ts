/** The same in an order that is another each time. */
export const shuffled = <T>(all: readonly T[]): T[] =>
	all
		.map((one) => ({ one, place: Math.random() }))
		.sort((one, other) => one.place - other.place)
		.map(({ one }) => one);
