import { weddingDays } from '../story/wedding.ts';
import { bullets, heading, INK, MARGIN, paper, paragraph, prices, SOFT } from './paper.ts';

/** What the bride signed: what happens when, what it costs, and what if. */
export function weddingContract(now: Date): Promise<Buffer> {
	const { wedding, weddingYear } = weddingDays(now);
	return paper('Wedding morning', (doc) => {
		paragraph(
			doc,
			'Between Studio Lumi, represented by Sofia Lindgren, and Orla Fitzgerald, 14 Synge Street, Dublin 8.'
		);
		heading(doc, 'What we do');
		paragraph(
			doc,
			`Hair and make-up for the bride on ${wedding} ${weddingYear} at Kilronan House, and one trial at the studio beforehand. We arrive at 7:30 and stay until the bride is ready, at 12:15 at the latest.`
		);
		heading(doc, 'What it costs');
		prices(doc, [
			['Bridal hair, on location', '€220.00'],
			['Bridal make-up', '€180.00'],
			['Trial, about two hours', '€95.00'],
			['Travel to Kilronan House, 38 km at €0.65', '€24.70'],
			['VAT at 9%', '€46.77'],
			['In all', '€566.47']
		]);
		paragraph(doc, 'A deposit of €200.00 keeps the date. The rest is due on the day, by card or in cash.');
		heading(doc, 'If something changes');
		bullets(doc, [
			'Up to 30 days before the wedding the date can be moved once, free of charge, if we are available.',
			'If you cancel later than 30 days before, the deposit stays with us.',
			'If Sofia is ill, Ewa Kowalczyk takes over. If neither of us can come, you get everything back.'
		]);
		heading(doc, 'Allergies');
		paragraph(
			doc,
			'We use a latex-free lash glue and test it behind the ear at the trial. Please tell us of anything else.'
		);
		doc.moveDown(2.2);
		const y = doc.y;
		doc
			.font('Times-Italic')
			.fontSize(17)
			.fillColor('#2f3f66')
			.text('Sofia Lindgren', MARGIN + 8, y);
		doc.text('Orla Fitzgerald', 330, y);
		doc
			.moveTo(MARGIN, y + 25)
			.lineTo(260, y + 25)
			.moveTo(322, y + 25)
			.lineTo(531, y + 25)
			.lineWidth(0.6)
			.stroke(INK);
		doc
			.font('Helvetica')
			.fontSize(8.5)
			.fillColor(SOFT)
			.text('for Studio Lumi', MARGIN, y + 31);
		doc.text('Customer', 322, y + 31);
	});
}
