import bidiFactory from 'bidi-js';
import { faceOf } from './fonts.ts';

/** A piece of a line that one font file writes in one direction; its text in the order in which it is read. */
export type Run = { text: string; face: number; rightToLeft: boolean };
export type Direction = 'ltr' | 'rtl';

const bidi = bidiFactory();
/** Marks and isolates say how the text around them runs, and are not drawn; nor are joiners, but the one that Persian needs. */
const isInvisible = (character: string) =>
	character !== '\u200c' && /[\p{Cc}\p{Cf}\p{Variation_Selector}]/u.test(character);

type Piece = Run & { level: number };

/**
 * One line as the runs to be drawn from left to right (UAX #9, rule L2). Characters that no font of ours has, such as emoji, are
 * left out.
 */
export function visualRuns(line: string, direction: Direction): Run[] {
	const levels = bidi.getEmbeddingLevels(line, direction);
	const mirrored = bidi.getMirroredCharactersMap(line, levels.levels);
	const pieces: Piece[] = [];
	let index = 0;
	for (const character of line) {
		const level = levels.levels[index] ?? 0;
		const shown = mirrored.get(index) ?? character;
		index += character.length;
		if (isInvisible(shown)) continue;
		const face = faceOf(shown.codePointAt(0) ?? 0);
		if (face === null) continue;
		const last = pieces.at(-1);
		if (last?.level === level && last.face === face) last.text += shown;
		else pieces.push({ text: shown, face, level, rightToLeft: level % 2 === 1 });
	}
	return reordered(pieces).map(drawn);
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The shaper turns what is written in a right-to-left script, and nothing else: brackets and spaces between are turned here. */
function drawn({ text, face, rightToLeft }: Piece): Run {
	if (!rightToLeft || RIGHT_TO_LEFT.test(text)) return { text, face, rightToLeft };
	return { text: [...text].reverse().join(''), face, rightToLeft: false };
}

function reordered(pieces: Piece[]): Piece[] {
	const highest = Math.max(0, ...pieces.map(({ level }) => level));
	let line = pieces;
	for (let level = highest; level >= 1; level--) {
		const next: Piece[] = [];
		let turning: Piece[] = [];
		for (const piece of line) {
			if (piece.level >= level) turning.push(piece);
			else {
				next.push(...turning.reverse(), piece);
				turning = [];
			}
		}
		line = [...next, ...turning.reverse()];
	}
	return line;
}

/** The direction of a text by its first letter that has one (UAX #9, P2), as `dir="auto"` has it. */
export function directionOf(text: string, otherwise: Direction): Direction {
	const first = /[\p{L}]/u.exec(text)?.[0];
	if (first === undefined) return otherwise;
	return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(first)
		? 'rtl'
		: 'ltr';
}
