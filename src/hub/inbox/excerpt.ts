import { fold } from '#hub/customers/search-text.ts';

/** A piece of a message around what was sought in it. */
export type Excerpt = { before: string; hit: string; after: string };

/** Characters before and from the hit on; a row shows less. */
const BEFORE = 16;
const AFTER = 160;

/** What is no part of a word; apostrophes that Unicode has among the letters are none either, as in text_words. */
const between = /(?:[^\p{L}\p{N}\p{M}]|[\u02b9-\u02bf])+/u;
const wholeWord = /(?:(?![\u02b9-\u02bf])[\p{L}\p{N}\p{M}])+/gu;

/** Where a text has the first of the words sought; its beginning, without a hit, where only the database's folding finds one. */
export function excerpt(text: string, sought: string): Excerpt {
	// Apart before they are folded: an apostrophe, which folding takes away, stands between two words here.
	const words = sought
		.split(between)
		.flatMap((word) => fold(word).split(between))
		.filter(Boolean);
	const line = text.replace(/\s+/g, ' ').trim();
	for (const { 0: word, index } of line.matchAll(wholeWord)) {
		const folded = fold(word).replaceAll(' ', '');
		if (!words.some((one) => folded.startsWith(one) || (isUnspaced(one) && folded.includes(one)))) continue;
		const from = Math.max(line.lastIndexOf(' ', Math.max(0, index - BEFORE)) + 1, index - 2 * BEFORE);
		return {
			before: (from > 0 ? '… ' : '') + line.slice(from, index).toWellFormed(),
			hit: word.slice(0, AFTER).toWellFormed(),
			after: line
				.slice(index + word.length)
				.slice(0, AFTER)
				.toWellFormed()
		};
	}
	return { before: line.slice(0, AFTER).toWellFormed(), hit: '', after: '' };
}

const isUnspaced = (word: string) =>
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
		word
	);
