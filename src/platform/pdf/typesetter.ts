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
/** Any feature makes pdfkit give a run to the shaper whole, not word by word, which would turn the words of Arabic around. */
const WHOLE: { features: PDFKit.Mixins.OpenTypeFeatures[] } = { features: ['kern'] };
const shaping = ({ rightToLeft }: Run) => (rightToLeft ? WHOLE : {});

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
	private readonly widths = new Map<string, number>();

	constructor(options: PDFKit.PDFDocumentOptions) {
		// A font of its own from the start: pdfkit's would be looked for beside the bundle, and not be found. It takes bytes, though its
		// types know names alone.
		const font = fontOf(0, 400).bytes as unknown as string;
		this.doc = new PDFDocument({ ...options, font, autoFirstPage: false, margin: 0 });
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
		for (const [index, line] of lines.entries()) {
			const runs = visualRuns(
				line,
				place.contents === 'own' ? directionOf(line, place.direction) : place.direction
			);
			const width = this.widthOf(runs, style);
			const toTheRight = (place.align === 'end') === (place.direction === 'ltr');
			let x = toTheRight ? place.x + place.width - width : place.x;
			const y = place.y + index * size * LEADING + size * BASELINE;
			doc.fillColor(colour);
			for (const run of runs) {
				this.use(run.face, weight, size);
				doc.text(run.text, x, y, { lineBreak: false, baseline: 'alphabetic', ...shaping(run) });
				x += this.widthOf([run], style);
			}
		}
		return lines.length * size * LEADING;
	}

	/** Height that `write` would take. */
	height(text: string, style: Style, width: number): number {
		return this.lines(text, style, width).length * style.size * LEADING;
	}

	private widthOf(runs: Run[], { size, weight = 400 }: Style): number {
		return runs.reduce((sum, run) => {
			const key = `${run.face} ${weight} ${run.text}`;
			let width = this.widths.get(key);
			if (width === undefined) {
				this.use(run.face, weight, MEASURED);
				this.widths.set(key, (width = this.doc.widthOfString(run.text, shaping(run)) / MEASURED));
			}
			return sum + width * size;
		}, 0);
	}

	private use(face: number, weight: Weight, size: number): void {
		const { name, bytes } = fontOf(face, weight);
		if (!this.registered.has(name)) {
			this.doc.registerFont(name, bytes);
			this.registered.add(name);
		}
		this.doc.font(name, size);
	}

	/** Of a word by itself; a line is as wide as its words and spaces. */
	private wordWidth(word: string, style: Style): number {
		return this.widthOf(visualRuns(word, 'ltr'), style);
	}

	private lines(text: string, style: Style, width: number): string[] {
		const space = this.wordWidth(' ', style);
		return text.split('\n').flatMap((paragraph) => {
			const lines: string[] = [];
			let line = '';
			let taken = 0;
			for (const word of paragraph.split(' ')) {
				const own = this.wordWidth(word, style);
				if (line && taken + space + own <= width) {
					line += ` ${word}`;
					taken += space + own;
					continue;
				}
				if (line) lines.push(line);
				line = own > width ? this.broken(word, style, width, lines) : word;
				taken = this.wordWidth(line, style);
			}
			return [...lines, line];
		});
	}

	/** A word wider than the line is broken between characters; all but its end goes to `lines`. */
	private broken(word: string, style: Style, width: number, lines: string[]): string {
		let rest = '';
		let taken = 0;
		for (const character of word) {
			const own = this.wordWidth(character, style);
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
