/** As far as it is used here; the package has no types of its own. */
declare module 'fontkit' {
	type GlyphPosition = { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number };
	export type GlyphRun = { glyphs: object[]; positions: GlyphPosition[] };
	export type Font = { layout(text: string, features?: readonly string[]): GlyphRun };
	export function create(font: Uint8Array): Font;
}
