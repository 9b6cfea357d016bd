import PDFDocument from 'pdfkit';

type Doc = PDFKit.PDFDocument;

export const INK = '#2b2320';
export const SOFT = '#8a7d75';
const ACCENT = '#8c4a5a';
export const MARGIN = 64;

/** An A4 sheet with the letterhead of Studio Lumi; `write` fills it. Resolves to the PDF's bytes. Latin text only. */
export function paper(title: string, write: (doc: Doc) => void): Promise<Buffer> {
	const doc = new PDFDocument({ size: 'A4', margin: MARGIN, info: { Title: title, Author: 'Studio Lumi' } });
	const chunks: Buffer[] = [];
	return new Promise((resolve, reject) => {
		doc.on('data', (chunk: Buffer) => chunks.push(chunk));
		doc.on('end', () => resolve(Buffer.concat(chunks)));
		doc.on('error', reject);
		letterhead(doc);
		doc.font('Times-Roman').fontSize(25).fillColor(INK).text(title, MARGIN, 150);
		doc.moveDown(0.8);
		write(doc);
		doc.end();
	});
}

function letterhead(doc: Doc): void {
	doc.save().translate(MARGIN, 52);
	doc.circle(18, 18, 18).fill(ACCENT);
	doc.path('M6 22A12 12 0 0 1 30 22z').fill('#fffaf5');
	for (const [from, to] of [
		['18 3', '18 7'],
		['7.5 7.5', '10 10.4'],
		['28.5 7.5', '26 10.4']
	])
		doc.path(`M${from}L${to}`).lineWidth(1.6).lineCap('round').stroke('#fffaf5');
	doc.restore();
	doc
		.font('Times-Roman')
		.fontSize(19)
		.fillColor(INK)
		.text('Studio Lumi', MARGIN + 48, 54);
	doc
		.font('Helvetica')
		.fontSize(8.5)
		.fillColor(SOFT)
		.text('Hair and make-up · 22 Camden Row, Dublin 8', MARGIN + 48, 77);
	doc
		.moveTo(MARGIN, 112)
		.lineTo(595 - MARGIN, 112)
		.lineWidth(0.6)
		.stroke('#ddd2c8');
}

export function heading(doc: Doc, text: string): void {
	doc.moveDown(0.9).font('Helvetica-Bold').fontSize(10.5).fillColor(ACCENT).text(text, MARGIN).moveDown(0.35);
}

export function paragraph(doc: Doc, text: string): void {
	doc
		.font('Helvetica')
		.fontSize(10)
		.fillColor(INK)
		.text(text, MARGIN, doc.y, { width: 595 - 2 * MARGIN, lineGap: 3 });
	doc.moveDown(0.4);
}

export function bullets(doc: Doc, lines: string[]): void {
	doc
		.font('Helvetica')
		.fontSize(10)
		.fillColor(INK)
		.list(lines, MARGIN, doc.y, { bulletRadius: 1.4, textIndent: 14, lineGap: 3 });
	doc.moveDown(0.4);
}

/** Rows of a name and what it costs, with a dotted line between. */
export function prices(doc: Doc, rows: [string, string][]): void {
	for (const [what, price] of rows) {
		const y = doc.y;
		doc.font('Helvetica').fontSize(10).fillColor(INK).text(what, MARGIN, y);
		const left = MARGIN + doc.widthOfString(what) + 6;
		const right = 595 - MARGIN - doc.widthOfString(price);
		doc.text(price, right, y);
		doc
			.save()
			.moveTo(left, y + 8)
			.lineTo(right - 6, y + 8)
			.dash(1, { space: 3 })
			.lineWidth(0.6)
			.stroke('#c9bdb2')
			.restore();
		doc.y = y + 19;
	}
	doc.x = MARGIN;
}
