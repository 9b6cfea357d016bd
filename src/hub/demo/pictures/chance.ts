/** Chance that repeats: the same seed draws the same picture. Numbers in [0, 1) (Mulberry32). */
export type Chance = () => number;

export function chanceFrom(seed: number): Chance {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** A number between `low` and `high`. */
export const between = (chance: Chance, low: number, high: number) => low + (high - low) * chance();
