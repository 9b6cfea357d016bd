import { smallPrint, type Letter } from './letter.ts';

/** The plain part: the same words in the same order, with "-- " before the signature (RFC 3676, 4.3) so that it is left out of answers. */
export function textOf(letter: Letter): string {
	const { body, items = [], button, after = '', signature, portalLink, brand, language } = letter;
	const { mail } = language.texts;
	const { reference, sender } = smallPrint(letter);
	const said = [
		body.trim(),
		items.map(({ name, detail }) => `- ${name}${detail ? ` (${detail})` : ''}`).join('\n'),
		button ? `${button.label}:\n${button.href}` : '',
		after
	];
	const footer = [
		portalLink && portalLink !== button?.href ? `${mail.portal}:\n${portalLink}\n${mail.care}` : '',
		reference ?? '',
		sender
	];
	const parts = [...said, `-- \n${signature.trim() || brand.name}`, ...footer].filter(Boolean);
	return `${parts.join('\n\n')}\n`;
}
