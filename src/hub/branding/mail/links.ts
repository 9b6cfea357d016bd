export type Piece = { text: string; /** null: words, no address. */ href: string | null };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u0000-\u001f]+/gi;

/** A text in pieces, addresses of web pages apart from words; the punctuation that ends a sentence belongs to the words. */
export function linksIn(text: string): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const found = trimmed(match[0]);
		if (!URL.canParse(found)) continue;
		pieces.push({ text: text.slice(at, match.index), href: null }, { text: found, href: found });
		at = match.index + found.length;
	}
	pieces.push({ text: text.slice(at), href: null });
	return pieces.filter((piece) => piece.text !== '');
}

function trimmed(address: string): string {
	const bare = address.replace(/[.,;:!?…]+$/, '');
	const open = (bare.match(/\(/g) ?? []).length;
	const closed = (bare.match(/\)/g) ?? []).length;
	return closed > open && bare.endsWith(')') ? trimmed(bare.slice(0, -1)) : bare;
}
