/** Black or white, whichever reads better on a fill `#rrggbb`: WCAG 2.2's relative luminance, where one of both reaches 4.58. */
export function onFill(fill: string): '#000000' | '#ffffff' {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
		linear(parseInt(fill.slice(at, at + 2), 16) / 255)
	);
	const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	return 1.05 / (luminance + 0.05) >= 4.5 ? '#ffffff' : '#000000';
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
