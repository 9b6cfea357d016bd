/** Red, green, blue, each 0–255. */
export type Rgb = [number, number, number];

export function rgb(hex: string): Rgb {
	const value = parseInt(hex.slice(1), 16);
	return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** `amount` of `other` in `one`: 0 is `one`, 1 is `other`. */
export function mix(one: string, other: string, amount: number): string {
	const [from, to] = [rgb(one), rgb(other)];
	return hexOf(from.map((part, index) => part + ((to[index] ?? 0) - part) * amount));
}

/** Lighter above 0, darker below; -1 is black, 1 is white. */
export const shade = (colour: string, amount: number) =>
	mix(colour, amount < 0 ? '#000000' : '#ffffff', Math.abs(amount));

function hexOf(parts: number[]): string {
	return (
		'#' +
		parts
			.map((part) =>
				Math.round(Math.min(255, Math.max(0, part)))
					.toString(16)
					.padStart(2, '0')
			)
			.join('')
	);
}
