/** As far as it is used here; the package has no types of its own. */
declare module 'bidi-js' {
	type Levels = { levels: Uint8Array; paragraphs: { start: number; end: number; level: number }[] };
	type Bidi = {
		getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl' | 'auto'): Levels;
		/** Replaced characters by index, such as brackets that open to the other side. */
		getMirroredCharactersMap(
			text: string,
			levels: Uint8Array,
			start?: number,
			end?: number
		): Map<number, string>;
	};
	export default function bidiFactory(): Bidi;
}
