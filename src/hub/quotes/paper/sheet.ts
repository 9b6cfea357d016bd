import type { Language } from '#hub/texts/language.ts';
import { Typesetter, type Place, type Style } from '#platform/pdf/typesetter.ts';
import type { SumRow } from './sums.ts';

const MARGIN = 56;
const FOOT = 64;
const INK = '#1f1b18';
const SOFT = '#6d655f';
const LINE = '#ddd6d0';
const RED = '#b3382a';

const LABEL: Style = { size: 8.5, colour: SOFT };
const BODY: Style = { size: 10, colour: INK };
const STRONG: Style = { size: 10, colour: INK, weight: 700 };

export type Column = { label: string; width: number; align: 'start' | 'end' };
export type TableRow = { cells: string[]; /** Small, under the first cell. */ below: string | null };

type Options = {
	language: Language;
	brandColor: string;
	info: { Title: string; Author: string };
	/** US Letter instead of A4. */
	letter: boolean;
	footer: string;
};

/** A business's sheet of paper: where things stand on it, in either direction of reading. */
export class PaperSheet {
	readonly width: number;
	private readonly type: Typesetter;
	private readonly pageWidth: number;
	private readonly pageHeight: number;
	private y = MARGIN;

	constructor(private readonly options: Options) {
		this.type = new Typesetter({
			size: options.letter ? 'LETTER' : 'A4',
			bufferPages: true,
			lang: options.language.lang,
			info: options.info
		});
		this.type.doc.addPage();
		this.pageWidth = this.type.doc.page.width;
		this.pageHeight = this.type.doc.page.height;
		this.width = this.pageWidth - 2 * MARGIN;
	}

	/** Whose paper it is beside what it is. */
	head(name: string, logo: Buffer | null, kind: string, number: string): void {
		const { doc } = this.type;
		const { brandColor } = this.options;
		doc.rect(0, 0, this.pageWidth, 6).fill(brandColor);
		const half = this.width / 2;
		if (logo) {
			const x = this.mirrored(0, half);
			const align = this.reversed ? 'right' : undefined;
			doc.image(logo, x, this.y, { fit: [half, 48], ...(align && { align }), valign: 'center' });
		} else this.put(name, { size: 19, weight: 700, colour: INK }, 0, this.y + 8, half);
		const right = this.put(kind, { size: 21, weight: 700, colour: INK }, half, this.y, half, 'end');
		this.put(number, { size: 11, colour: SOFT }, half, this.y + right, half, 'end');
		this.y += 76;
	}

	/** What one must not overlook, such as that it is void. */
	mark(words: string | null): void {
		if (words === null) return;
		this.y += this.put(words, { size: 12, weight: 700, colour: RED }, 0, this.y, this.width) + 10;
	}

	/** From, for, and the facts beside them. */
	parties(from: [string, string], to: [string, string], facts: [string, string][]): void {
		const third = this.width / 3;
		const block = ([label, text]: [string, string], x: number) => {
			const head = this.put(label, LABEL, x, this.y, third - 14);
			return head + this.put(text, BODY, x, this.y + head, third - 14, 'start', true);
		};
		let height = Math.max(block(from, 0), block(to, third));
		let y = 0;
		for (const [label, value] of facts) {
			y += this.put(label, LABEL, 2 * third, this.y + y, third, 'end');
			y += this.put(value, BODY, 2 * third, this.y + y, third, 'end') + 3;
		}
		height = Math.max(height, y);
		this.y += height + 24;
	}

	title(text: string): void {
		this.y += this.put(text, { size: 13, weight: 700, colour: INK }, 0, this.y, this.width) + 8;
	}

	/** Rows over as many pages as they need, each page with the head of the table. */
	table(columns: Column[], rows: TableRow[]): void {
		this.tableHead(columns);
		for (const row of rows) {
			const [first] = columns;
			const own = Math.max(
				...row.cells.map((cell, index) => this.type.height(cell, BODY, (columns[index]?.width ?? 0) - 8))
			);
			const below = row.below && first ? this.type.height(row.below, LABEL, first.width - 8) : 0;
			const height = own + below + 12;
			if (this.turn(height)) this.tableHead(columns);
			let x = 0;
			for (const [index, column] of columns.entries()) {
				const text = row.cells[index] ?? '';
				const isWords = index === 0;
				this.put(text, BODY, x, this.y + 6, column.width - (isWords ? 8 : 0), column.align, isWords);
				x += column.width;
			}
			if (row.below && first) this.put(row.below, LABEL, 0, this.y + 6 + own, first.width - 8);
			this.y += height;
			this.rule();
		}
		this.y += 8;
	}

	private tableHead(columns: Column[]): void {
		let x = 0;
		let height = 0;
		for (const { label, width, align } of columns) {
			height = Math.max(height, this.put(label, LABEL, x, this.y, width, align));
			x += width;
		}
		this.y += height + 4;
		this.rule();
	}

	/** What it comes to, at the end of the line. */
	sums(rows: SumRow[]): void {
		const half = this.width / 2;
		this.turn(rows.length * 20 + 10);
		for (const { label, amount, weight } of rows) {
			const style: Style = weight === 'strong' ? { ...STRONG, size: 12 } : weight === 'small' ? LABEL : BODY;
			const height = this.put(label, style, half, this.y, half - 110);
			this.put(amount, style, this.width - 110, this.y, 110, 'end');
			this.y += height + 4;
		}
		this.y += 12;
	}

	/** The one amount of a receipt. */
	amount(label: string, amount: string): void {
		this.rule();
		this.y += 12;
		this.put(label, BODY, 0, this.y + 5, this.width / 2);
		this.y += this.put(
			amount,
			{ size: 19, weight: 700, colour: INK },
			this.width / 2,
			this.y,
			this.width / 2,
			'end'
		);
		this.y += 12;
		this.rule();
	}

	note(label: string | null, text: string): void {
		const height = this.type.height(text, BODY, this.width);
		this.turn(Math.min(height + 30, this.pageHeight / 3));
		if (label !== null) this.y += this.put(label, STRONG, 0, this.y, this.width) + 2;
		for (const line of text.split('\n')) {
			this.turn(this.type.height(line, BODY, this.width));
			this.y += this.put(line, BODY, 0, this.y, this.width, 'start', true);
		}
		this.y += 14;
	}

	/** The file, with a foot on each page. */
	finish(): Promise<Buffer> {
		const { doc } = this.type;
		const { language, footer } = this.options;
		const { count } = doc.bufferedPageRange();
		for (let page = 0; page < count; page++) {
			doc.switchToPage(page);
			const y = this.pageHeight - 42;
			this.put(footer, LABEL, 0, y, this.width - 110);
			if (count > 1)
				this.put(
					language.texts.paper.page({ page: String(page + 1), pages: String(count) }),
					LABEL,
					this.width - 110,
					y,
					110,
					'end'
				);
		}
		return this.type.finish();
	}

	private get reversed(): boolean {
		return this.options.language.direction === 'rtl';
	}

	/** Where a box that lies `x` from where reading begins stands on the page. */
	private mirrored(x: number, width: number): number {
		return MARGIN + (this.reversed ? this.width - x - width : x);
	}

	/** `own`: what a person wrote, each line in its own direction, though on the language's side of the box. */
	private put(
		text: string,
		style: Style,
		x: number,
		y: number,
		width: number,
		align: 'start' | 'end' = 'start',
		own = false
	): number {
		const { direction } = this.options.language;
		const place: Place = { x: this.mirrored(x, width), y, width, align, direction };
		return this.type.write(text, style, own ? { ...place, contents: 'own' as const } : place);
	}

	private rule(): void {
		const { doc } = this.type;
		doc
			.moveTo(MARGIN, this.y)
			.lineTo(MARGIN + this.width, this.y)
			.lineWidth(0.6)
			.stroke(LINE);
	}

	/** A new page when so much does not fit on this one; true: it was turned. */
	private turn(height: number): boolean {
		if (this.y + height <= this.pageHeight - FOOT) return false;
		this.type.doc.addPage();
		this.y = MARGIN;
		return true;
	}
}
