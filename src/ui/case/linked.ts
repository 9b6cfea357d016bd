/** A piece of a message's text; with `href` it is an address that can be followed. */
export type Piece = { text: string; href: string | null };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…]+$/;

/** Takes a text apart into plain pieces and addresses, in order; joined they are the text again. */
export function linked(text: string): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const found = trimmed(match[0]);
		if (!URL.canParse(found)) continue;
		if (match.index > at) pieces.push({ text: text.slice(at, match.index), href: null });
		pieces.push({ text: found, href: found });
		at = match.index + found.length;
	}
	if (at < text.length) pieces.push({ text: text.slice(at), href: null });
	return pieces;
}

/** A closing bracket belongs to the address only when it was opened in it. */
function trimmed(found: string): string {
	let address = found.replace(TRAILING, '');
	while (/[)\]]$/.test(address) && !/[([]/.test(address))
		address = address.slice(0, -1).replace(TRAILING, '');
	return address;
}
