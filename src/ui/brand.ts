/**
 * Brand colour maths: from one colour that a business picks, every accent the pages need, readable by
 * construction. Contrast is WCAG 2.2's (relative luminance of sRGB); lightness is moved in OKLCH, so that
 * the hue stays the business's own (Björn Ottosson, "A perceptual color space for image processing").
 */

type Rgb = [number, number, number];
/** Lightness 0–1, chroma 0–0.4, hue in radians. */
type Lch = [number, number, number];

/** The accents of one colour scheme, each `#rrggbb`. */
export type Accent = {
	/** Fill of the primary button and of other marks. */
	accent: string;
	/** Black or white, whichever reads better on `accent`: at least 4.5. */
	accentText: string;
	/** The brand as text, link, focus ring or icon: at least 4.5 on every surface and on `tint`. */
	ink: string;
	/** A breath of the brand behind text: `ink` and the text colour read on it. */
	tint: string;
};

export type Brand = { light: Accent; dark: Accent };

/** What the accents lie on; a test holds these equal to `--raised`, `--surface` and `--sunken` of tokens.css. */
export const SURFACES = {
	light: { raised: '#ffffff', surface: '#fbfaf8', sunken: '#f4f2ef' },
	dark: { raised: '#1f1c1a', surface: '#141210', sunken: '#0e0c0b' }
} as const;

/** WCAG AA for text. */
const READABLE = 4.5;
/** Enough for a filled button to stand out from the page without repainting a pale brand. */
const VISIBLE = 1.5;

const HEX = /^#[0-9a-f]{6}$/i;

/** Whether a value is a colour as the brand form sends it: `#rrggbb`. */
export function isBrandColour(value: string): boolean {
	return HEX.test(value);
}

function parse(hex: string): Rgb {
	if (!HEX.test(hex))
		throw new RangeError(`A brand colour looks like #1f6feb, not like ${JSON.stringify(hex)}.`);
	const value = parseInt(hex.slice(1), 16);
	return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

function toHex(rgb: Rgb): string {
	return (
		'#' +
		rgb
			.map((c) =>
				Math.round(Math.min(1, Math.max(0, c)) * 255)
					.toString(16)
					.padStart(2, '0')
			)
			.join('')
	);
}

const toLinear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const fromLinear = (c: number) => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);

function luminance(hex: string): number {
	const [r, g, b] = parse(hex).map(toLinear) as Rgb;
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. Throws RangeError for anything else. */
export function contrast(one: string, other: string): number {
	const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
	return (high + 0.05) / (low + 0.05);
}

function toLch(hex: string): Lch {
	const [r, g, b] = parse(hex).map(toLinear) as Rgb;
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
	const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
	return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, bb), Math.atan2(bb, a)];
}

function toRgb([lightness, chroma, hue]: Lch): Rgb {
	const a = chroma * Math.cos(hue);
	const b = chroma * Math.sin(hue);
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
	];
}

/** The nearest colour a screen can show with this lightness and hue: chroma gives way. */
export function oklch(lightness: number, chroma: number, hueRadians: number): string {
	const shown = (c: number) => toRgb([lightness, c, hueRadians]);
	const fits = (rgb: Rgb) => rgb.every((c) => c >= -0.0005 && c <= 1.0005);
	if (fits(shown(chroma))) return toHex(shown(chroma));
	let [low, high] = [0, chroma];
	for (let i = 0; i < 16; i++) {
		const middle = (low + high) / 2;
		if (fits(shown(middle))) low = middle;
		else high = middle;
	}
	return toHex(shown(low));
}

/** Black or white, whichever reads better on `fill`. One of the two always reaches 4.58. */
export function textOn(fill: string): '#000000' | '#ffffff' {
	return contrast(fill, '#ffffff') >= READABLE ? '#ffffff' : '#000000';
}

/** Moves lightness in small steps, away from the grounds, until the colour has `ratio` on all of them. */
function readable(from: Lch, grounds: readonly string[], ratio: number, step: number): string {
	const [lightness, chroma, hue] = from;
	for (let l = lightness; l > 0 && l < 1; l += step) {
		const candidate = oklch(l, chroma, hue);
		if (grounds.every((ground) => contrast(candidate, ground) >= ratio)) return candidate;
	}
	return step < 0 ? '#000000' : '#ffffff';
}

function accentOn(brand: string, scheme: 'light' | 'dark'): Accent {
	const surfaces = Object.values(SURFACES[scheme]);
	const step = scheme === 'light' ? -0.004 : 0.004;
	const [lightness, chroma, hue] = toLch(brand);
	const accent = surfaces.every((s) => contrast(brand, s) >= VISIBLE)
		? brand.toLowerCase()
		: readable([lightness, chroma, hue], surfaces, VISIBLE, step);
	const tint =
		scheme === 'light'
			? oklch(0.955, Math.min(chroma * 0.2, 0.03), hue)
			: oklch(0.285, Math.min(chroma * 0.35, 0.05), hue);
	const ink = readable([lightness, chroma, hue], [...surfaces, tint], READABLE, step);
	return { accent, accentText: textOn(accent), ink, tint };
}

/** Every accent of a brand, light and dark, from one `#rrggbb` colour. Throws RangeError for anything else. */
export function brandOf(colour: string): Brand {
	return { light: accentOn(colour, 'light'), dark: accentOn(colour, 'dark') };
}

/**
 * The custom properties that tokens.css reads, as CSS declarations: put them into `:root{…}` of a `<style>`,
 * or into the style attribute of `<html>` or of an element with `data-brand`. Holds nothing but hex colours,
 * so it is safe to print into a page.
 */
export function brandDeclarations(colour: string): string {
	const { light, dark } = brandOf(colour);
	const set = (name: string, { accent, accentText, ink, tint }: Accent) =>
		`--brand-${name}:${accent};--brand-${name}-text:${accentText};--brand-${name}-ink:${ink};--brand-${name}-tint:${tint}`;
	return `${set('light', light)};${set('dark', dark)}`;
}
