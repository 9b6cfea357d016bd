/** Where an article stands in the help centre. */
export const categories = [
	'Getting started',
	'Customers',
	'Inbox & follow-ups',
	'Money',
	'Privacy',
	'Settings'
] as const;
export type Category = (typeof categories)[number];

/**
 * One thing to do. `id` names it to the test that does it in a browser (tests/journeys/help.test.ts): an article whose steps nobody
 * can follow any more fails there.
 */
export type Step = { id: string; text: string };

/**
 * A part of an article. In texts `**word**` is a word on screen, and `[text](/path)` leads to a page of the desk or another article.
 * `picture` is the name of a file that bin/screenshots makes of the running product.
 */
export type Part =
	| { kind: 'heading'; text: string }
	| { kind: 'text'; text: string }
	| { kind: 'steps'; steps: readonly Step[] }
	| { kind: 'list'; items: readonly string[] }
	| { kind: 'note'; text: string }
	| { kind: 'picture'; name: string; alt: string };

export type Article = {
	/** Its address: /help/<slug>. */
	slug: string;
	title: string;
	/** One sentence, for lists. */
	summary: string;
	category: Category;
	level: 'Setup' | 'Everyday' | 'Advanced';
	parts: readonly Part[];
	/** Slugs of articles that are read next. */
	related: readonly string[];
};

/** Every text of an article, in its order. */
export function textsOf({ title, summary, parts }: Article): string[] {
	const said = parts.flatMap((part): string[] => {
		switch (part.kind) {
			case 'steps':
				return part.steps.map(({ text }) => text);
			case 'list':
				return [...part.items];
			case 'picture':
				return [part.alt];
			default:
				return [part.text];
		}
	});
	return [title, summary, ...said];
}

/** Words that somebody reads in a minute while she learns. */
const WORDS_A_MINUTE = 180;

/** Minutes, rounded up. */
export const readingTime = (article: Article): number =>
	Math.max(1, Math.ceil(textsOf(article).join(' ').split(/\s+/).length / WORDS_A_MINUTE));

export type Span = { kind: 'plain' | 'word'; text: string } | { kind: 'link'; text: string; href: string };

/** The spans of a text of an article, as `Part` says. */
export function spansOf(text: string): Span[] {
	return text
		.split(/(\*\*[^*]+\*\*|\[[^\]]+\]\(\/[^)\s]*\))/)
		.filter(Boolean)
		.map((piece): Span => {
			const link = /^\[([^\]]+)\]\((\/[^)\s]*)\)$/.exec(piece);
			if (link) return { kind: 'link', text: link[1] ?? '', href: link[2] ?? '' };
			return piece.startsWith('**') && piece.endsWith('**')
				? { kind: 'word', text: piece.slice(2, -2) }
				: { kind: 'plain', text: piece };
		});
}

/** A text without its signs. */
export const plain = (text: string): string =>
	spansOf(text)
		.map((span) => span.text)
		.join('');
