import { heading, paper, paragraph, prices } from './paper.ts';

/** The salon's prices, as handed to whoever asks. */
export function priceList(): Promise<Buffer> {
	return paper('Prices', (doc) => {
		paragraph(doc, 'All prices include 9% VAT. Consultations are free and take about fifteen minutes.');
		heading(doc, 'Cut');
		prices(doc, [
			['Cut and blow-dry, short', '€58'],
			['Cut and blow-dry, long', '€74'],
			['Fade and beard', '€38'],
			['Children up to 12', '€26'],
			['Fringe, between two cuts', 'free']
		]);
		heading(doc, 'Colour');
		prices(doc, [
			['Roots', '€62'],
			['Balayage, with gloss and cut', 'from €185'],
			['Gloss', '€49'],
			['Colour correction, per hour', '€75']
		]);
		heading(doc, 'Occasions');
		prices(doc, [
			['Blow-dry', '€42'],
			['Pinned-up hair', '€78'],
			['Make-up', '€65'],
			['Bridal hair on location', '€220'],
			['Bridal make-up', '€180']
		]);
		paragraph(doc, 'If you cannot come, please tell us a day before. If you forget, that happens: once.');
	});
}
