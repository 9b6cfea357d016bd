/** One line of the table: how many times as fast (or as long) we are as something else in the same run. */
export type Row = { name: string; against: string; ratio: number; /** Such as `>= 0.7`. */ goal: string };

/** What a comparison is given: the checkout, the folder of its own compiled files, and where to say how it goes. */
export type Surroundings = { root: string; outdir: string; say: (line: string) => void };

export const median = (values: number[]): number => {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
};

/**
 * Measures each contender once per round, one after the other, so that whatever else the machine does hits all of them
 * alike; answers the median of each.
 */
export async function interleaved(
	rounds: number,
	contenders: Record<string, () => Promise<number>>,
	say: (line: string) => void
): Promise<Record<string, number>> {
	const measured = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
	for (let round = 1; round <= rounds; round++) {
		for (const [name, measure] of Object.entries(contenders)) measured.get(name)?.push(await measure());
		const line = [...measured].map(([name, values]) => `${name} ${values.at(-1)?.toFixed(0)}`).join(', ');
		say(`  round ${round} of ${rounds}: ${line}`);
	}
	return Object.fromEntries([...measured].map(([name, values]) => [name, median(values)]));
}
