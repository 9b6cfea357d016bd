import { weddingDays } from '../story/wedding.ts';
import { bullets, heading, paper, paragraph } from './paper.ts';

/** What to do with one's hair and skin in the week before a wedding. */
export function aftercareSheet(now: Date): Promise<Buffer> {
	const { gloss, wedding } = weddingDays(now);
	return paper('Seven days to go', (doc) => {
		paragraph(doc, `Small things that make the morning of ${wedding} easier. Nothing here is a must.`);
		heading(doc, 'A week before');
		bullets(doc, [
			'Nothing new on your skin from now on: no peeling, no new cream, no "quick" facial.',
			'A mask for the ends, once. Not at the roots, or the pins will slip.',
			'Drink water, sleep, and let somebody else fold the napkins.'
		]);
		heading(doc, `Two days before: gloss on ${gloss}, 5 pm`);
		bullets(doc, [
			'Come with dry hair. It takes an hour and does not stain anything.',
			'Wash with lukewarm water only until the wedding.'
		]);
		heading(doc, 'The evening before');
		bullets(doc, [
			'Wash your hair, no conditioner at the roots, and let it dry by itself if you can.',
			'Put out a shirt with buttons, so that nothing has to go over your head.',
			'Keep the flowers in water, in the fridge if there is room.'
		]);
		heading(doc, 'The morning');
		bullets(doc, [
			'Eat something.',
			'Your lashes are latex-free, and we have tested them with you.',
			'Leave the rest to us.'
		]);
	});
}

/** Care after a colour correction. */
export function colourCare(): Promise<Buffer> {
	return paper('Keeping copper copper', (doc) => {
		paragraph(doc, 'Copper is the first colour to leave. This keeps it for eight weeks instead of four.');
		heading(doc, 'The first three days');
		bullets(doc, ['Do not wash. Dry shampoo is fine.', 'No swimming, no sauna.', 'A dark pillowcase.']);
		heading(doc, 'After that');
		bullets(doc, [
			'Wash twice a week, lukewarm, with the sulphate-free shampoo you took home.',
			'The copper mask every second wash, ten minutes, then rinse until the water is clear.',
			'Heat protection before anything with a plug.'
		]);
		heading(doc, 'Come and see us');
		paragraph(
			doc,
			'A gloss after six weeks takes forty minutes and costs €49. It spares you the next full colour.'
		);
	});
}
