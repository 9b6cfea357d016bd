import { PORTAL_CARE, PORTAL_WORDS, smallPrint, type Letter } from './letter.ts';

/** The plain part: the same words in the same order, with "-- " before the signature (RFC 3676, 4.3) so that it is left out of answers. */
export function textOf(letter: Letter): string {
	const { body, items = [], button, after = '', signature, portalLink, brand } = letter;
	const { reference, sender } = smallPrint(letter);
	const said = [
		body.trim(),
		items.map(({ name, detail }) => `- ${name}${detail ? ` (${detail})` : ''}`).join('\n'),
		button ? `${button.label}:\n${button.href}` : '',
		after
	];
	const footer = [
		portalLink && portalLink !== button?.href ? `${PORTAL_WORDS}:\n${portalLink}\n${PORTAL_CARE}` : '',
		reference ?? '',
		sender
	];
	const parts = [...said, `-- \n${signature.trim() || brand.name}`, ...footer].filter(Boolean);
	return `${parts.join('\n\n')}\n`;
}
