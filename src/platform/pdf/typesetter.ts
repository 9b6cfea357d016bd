import PDFDocument from 'pdfkit';
import { fontOf, type Weight } from './fonts.ts';
import { directionOf, visualRuns, type Direction, type Run } from './runs.ts';

export type Style = { size: number; weight?: Weight; colour?: string };
export type Place = {
	x: number;
	/** Top of the first line. */
	y: number;
	/** Longer lines are broken. */
	width: number;
	/** To the side where reading begins in `direction`, or ends. */
	align?: 'start' | 'end';
	direction: Direction;
	/** The words of a person, each line of which runs in its own direction. */
	contents?: 'own';
};

/** Of the font's size: from one line to the next, and from the top of a line to its baseline. */
const LEADING = 1.42;
const BASELINE = 1.05;
/** Widths are measured once, at this size. */
const MEASURED = 100;
/** Characters of a word that no line of a page has room for. */
const LONG = 120;
/** Any feature makes pdfkit give a run to the shaper whole, not word by word, which would turn the words of Arabic around. */
const WHOLE: { features: PDFKit.Mixins.OpenTypeFeatures[] } = { features: ['kern'] };
const shaping = ({ rightToLeft }: Run) => (rightToLeft ? WHOLE : {});
const sum = (widths: number[]) => widths.reduce((all, width) => all + width, 0);

/**
 * Text on the pages of a PDF in any script that our fonts have: right-to-left where it is, shaped, broken at spaces. Points (1/72
 * inch) from the top left.
 */
export class Typesetter {
	/** pdfkit's own document, for lines and pictures. */
	readonly doc: PDFKit.PDFDocument;
	private readonly chunks: Buffer[] = [];
	private readonly done: Promise<Buffer>;
	private readonly registered = new Set<string>();
	private readonly words = new Map<string, number>();
	private readonly broken = new Map<string, string[]>();

	constructor(options: PDFKit.PDFDocumentOptions) {
		// No font from the start: pdfkit's own would be looked for beside the bundle, and not be found.
		this.doc = new PDFDocument({ ...options, font: '', autoFirstPage: false, margin: 0 });
		this.done = new Promise((resolve, reject) => {
			this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
			this.doc.on('end', () => resolve(Buffer.concat(this.chunks)));
			this.doc.on('error', reject);
		});
	}

	/** The whole file. Nothing can be written afterwards. */
	finish(): Promise<Buffer> {
		this.doc.end();
		return this.done;
	}

	/** Writes a text and answers the height that it took. */
	write(text: string, style: Style, place: Place): number {
		const { doc } = this;
		const { size, weight = 400, colour = '#000000' } = style;
		const lines = this.lines(text, style, place.width);
		doc.fillColor(colour);
		for (const [index, line] of lines.entries()) {
			const runs = visualRuns(
				line,
				place.contents === 'own' ? directionOf(line, place.direction) : place.direction
			);
			const widths = runs.map((run) => this.widthOf(run, weight) * size);
			const toTheRight = (place.align === 'end') === (place.direction === 'ltr');
			let x = toTheRight ? place.x + place.width - sum(widths) : place.x;
			const y = place.y + index * size * LEADING + size * BASELINE;
			for (const [at, run] of runs.entries()) {
				this.use(run.face, weight, size);
				doc.text(run.text, x, y, { lineBreak: false, baseline: 'alphabetic', ...shaping(run) });
				x += widths[at] ?? 0;
			}
		}
		return lines.length * size * LEADING;
	}

	/** Height that `write` would take. */
	height(text: string, style: Style, width: number): number {
		return this.lines(text, style, width).length * style.size * LEADING;
	}

	/** Of a font of size 1. */
	private widthOf(run: Run, weight: Weight): number {
		this.use(run.face, weight, MEASURED);
		return this.doc.widthOfString(run.text, shaping(run)) / MEASURED;
	}

	private use(face: number, weight: Weight, size: number): void {
		const { name, font } = fontOf(face, weight);
		if (!this.registered.has(name)) {
			// It takes an opened font, though its types know names and bytes alone.
			this.doc.registerFont(name, font as unknown as string);
			this.registered.add(name);
		}
		this.doc.font(name, size);
	}

	/**
	 * Of a word by itself, in a font of size 1; a line is as wide as its words and spaces. One that can stand on no line is as wide as
	 * its characters: shaping it would be for nothing, since it is broken between them.
	 */
	private wordWidth(word: string, weight: Weight): number {
		const key = `${weight} ${word}`;
		let width = this.words.get(key);
		if (width === undefined) {
			width =
				word.length > LONG
					? sum([...word].map((character) => this.wordWidth(character, weight)))
					: sum(visualRuns(word, 'ltr').map((run) => this.widthOf(run, weight)));
			this.words.set(key, width);
		}
		return width;
	}

	/** The text broken into lines; once, though its height is asked for before it is written. */
	private lines(text: string, { size, weight = 400 }: Style, width: number): string[] {
		const key = `${weight} ${width / size} ${text}`;
		let lines = this.broken.get(key);
		if (!lines)
			this.broken.set(
				key,
				(lines = text.split('\n').flatMap((paragraph) => this.linesOf(paragraph, weight, width / size)))
			);
		return lines;
	}

	/** `width` in a font of size 1. */
	private linesOf(paragraph: string, weight: Weight, width: number): string[] {
		const space = this.wordWidth(' ', weight);
		const lines: string[] = [];
		let line = '';
		let taken = 0;
		for (const word of paragraph.split(' ')) {
			const own = this.wordWidth(word, weight);
			if (line && taken + space + own <= width) {
				line += ` ${word}`;
				taken += space + own;
				continue;
			}
			if (line) lines.push(line);
			line = own > width ? this.parted(word, weight, width, lines) : word;
			taken = own > width ? this.wordWidth(line, weight) : own;
		}
		return [...lines, line];
	}

	/** A word wider than the line is broken between characters; all but its end goes to `lines`. */
	private parted(word: string, weight: Weight, width: number, lines: string[]): string {
		let rest = '';
		let taken = 0;
		for (const character of word) {
			const own = this.wordWidth(character, weight);
			if (rest && taken + own > width) {
				lines.push(rest);
				rest = '';
				taken = 0;
			}
			rest += character;
			taken += own;
		}
		return rest;
	}
}
