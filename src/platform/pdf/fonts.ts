import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type GlyphRun } from 'fontkit';
import { fontOfWoff } from './woff.ts';

/** Regular and bold, as the packages call them. */
export type Weight = 400 | 700;

/** One file of a script; together they are the font. Order matters: the first that has a character writes it. */
type Face = { name: string; file: (weight: Weight) => string; ranges: [from: number, to: number][] };

const require = createRequire(import.meta.url);

const packages = [
	[
		'@fontsource/noto-sans',
		'noto-sans',
		['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari']
	],
	['@fontsource/noto-sans-arabic', 'noto-sans-arabic', ['arabic']],
	['@fontsource/noto-sans-hebrew', 'noto-sans-hebrew', ['hebrew']]
] as const;

/** Which characters each file has, as its package says. They are drawn from Noto Sans (docs/decisions/0021). */
const characters: Record<string, string> = {
	latin:
		'0000-00FF,0131,0152-0153,02BB-02BC,02C6,02DA,02DC,2000-2009,200B,2010-2027,202F-206F,20AC,2122,2191,2193,2212,2215',
	'latin-ext':
		'0100-02BA,02BD-02C5,02C7-02CC,02CE-02D7,02DD-02FF,0304,0308,0329,1D00-1DBF,1E00-1E9F,1EF2-1EFF,20A0-20AB,20AD-20C0,2113,2C60-2C7F,A720-A7FF',
	cyrillic: '0301,0400-045F,0490-0491,04B0-04B1,2116',
	'cyrillic-ext': '0460-052F,1C80-1C88,20B4,2DE0-2DFF,A640-A69F',
	greek: '0370-0377,037A-037F,0384-038A,038C,038E-03A1,03A3-03FF',
	'greek-ext': '1F00-1FFF',
	vietnamese: '0300-0301,0303,0309,0323,1EA0-1EF9',
	devanagari: '0900-097F,A8E0-A8FF',
	arabic: '0600-06FF,0750-077F,0870-088E,08A0-08FF,200C-200E,FB50-FDFF,FE70-FEFC',
	hebrew: '0590-05FF,FB1D-FB4F'
};

const rangesOf = (list: string): Face['ranges'] =>
	list.split(',').map((range) => {
		const [from = '', to = from] = range.split('-');
		return [parseInt(from, 16), parseInt(to, 16)];
	});

const faces: Face[] = packages.flatMap(([folder, prefix, scripts]) =>
	scripts.map((script) => ({
		name: script,
		file: (weight: Weight) => require.resolve(`${folder}/files/${prefix}-${script}-${weight}-normal.woff`),
		ranges: rangesOf(characters[script] ?? '')
	}))
);

const has = ({ ranges }: Face, point: number) => ranges.some(([from, to]) => point >= from && point <= to);

const known = new Map<number, number | null>();

/** Which file writes this character; null: none of them can, such as an emoji. */
export function faceOf(point: number): number | null {
	let face = known.get(point);
	if (face === undefined) {
		const index = faces.findIndex((one) => has(one, point));
		known.set(point, (face = index < 0 ? null : index));
	}
	return face;
}

/** Characters of the texts whose shape a font remembers, some 100 bytes each; then it begins anew. */
const REMEMBERED = 50_000;

/**
 * The same font, which shapes a text once: pdfkit asks three times for each that it writes, and scales what it is given in place, so
 * everybody gets positions of their own.
 */
function remembering(font: Font): Font {
	const shapes = new Map<string, GlyphRun>();
	let kept = 0;
	const shape = font.layout.bind(font);
	font.layout = (text, features) => {
		const key = features ? `${features.join()} ${text}` : text;
		let run = shapes.get(key);
		if (!run) {
			run = shape(text, features);
			kept += text.length;
			if (kept > REMEMBERED) {
				shapes.clear();
				kept = text.length;
			}
			shapes.set(key, run);
		}
		const positions = run.positions.map((position) => ({ ...position }));
		return Object.assign(Object.create(Object.getPrototypeOf(run)) as GlyphRun, run, { positions });
	};
	return font;
}

const opened = new Map<string, Font>();

/** The font itself, read once a process, with a name to know it by. */
export function fontOf(face: number, weight: Weight): { name: string; font: Font } {
	const { name: script = '', file } = faces[face] ?? {};
	if (!file) throw new RangeError('there is no such face');
	const name = `${script} ${weight}`;
	let font = opened.get(name);
	if (!font) opened.set(name, (font = remembering(create(fontOfWoff(readFileSync(file(weight)))))));
	return { name, font };
}
