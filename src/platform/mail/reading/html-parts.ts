import type { ChildNode, Document, Element } from 'domhandler';
import { isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { divideText, type DividedText } from './quoted-text.ts';

/** A mail's HTML with what it repeats of earlier mails found. */
export type HtmlParts = {
	document: Document;
	/** Roots of the quotation, side by side; empty: there is none, or answers stand in between. */
	quoted: Set<ChildNode>;
	signature: Set<ChildNode>;
	/** Elements within each other, at most. */
	depth: number;
};

const words = (element: Element) =>
	`${element.attribs['class'] ?? ''} ${element.attribs['id'] ?? ''}`
		.split(/\s+/)
		// Outlook on the web puts x_ before every name of the mail that it answers.
		.map((name) => name.replace(/^(?:x_)+/, ''));

const QUOTES = new Set([
	'gmail_quote',
	'gmail_quote_container',
	'yahoo_quoted',
	'protonmail_quote',
	'tutanota_quote',
	'moz-cite-prefix',
	'zmail_extra'
]);
/** With everything that follows them. */
const STARTS = new Set(['divRplyFwdMsg', 'appendonsend', 'mail-editor-reference-message-container']);
const SIGNATURES = new Set([
	'gmail_signature',
	'moz-signature',
	'Signature',
	'ms-outlook-mobile-signature',
	'AppleMailSignature',
	'protonmail_signature_block'
]);
const UNSEEN = new Set([
	'head',
	'style',
	'script',
	'title',
	'noscript',
	'template',
	'svg',
	'math',
	'object',
	'iframe'
]);

const isQuote = (element: Element) =>
	(element.name === 'blockquote' && element.attribs['type']?.toLowerCase() === 'cite') ||
	(words(element).some((word) => QUOTES.has(word)) && !isForward(element));

/** Gmail wraps what is forwarded in the same way; that is what the mail is about. */
function isForward(element: Element): boolean {
	const first = element.children.find((child) => isTag(child) || (isText(child) && child.data.trim() !== ''));
	const text = first && isTag(first) ? first.children.find((child) => isText(child)) : first;
	return text !== undefined && isText(text) && /^\s*-{5,}/.test(text.data);
}

const isQuoteStart = (element: Element) =>
	words(element).some((word) => STARTS.has(word)) ||
	/border:none;\s*border-top:\s*solid #(?:e1e1e1|b5c4df)/i.test(element.attribs['style'] ?? '');

const isHidden = (element: Element) =>
	UNSEEN.has(element.name) || /display:\s*none/i.test(element.attribs['style'] ?? '');

type Step = { node: ChildNode; entering: boolean; depth: number };

/** Every node in order, without recursion: a mail may nest its elements as deep as it likes. Return false to go no deeper. */
function walk(roots: ChildNode[], visit: (step: Step) => boolean): void {
	const stack: Step[] = roots.map((node) => ({ node, entering: true, depth: 1 })).reverse();
	for (let step = stack.pop(); step; step = stack.pop()) {
		const { node, entering, depth } = step;
		if (!visit(step) || !entering || !isTag(node)) continue;
		stack.push({ node, entering: false, depth });
		for (let at = node.children.length - 1; at >= 0; at--) {
			const child = node.children[at];
			if (child) stack.push({ node: child, entering: true, depth: depth + 1 });
		}
	}
}

/** More elements within each other than any mail has; the parsers' time grows with the square of it. */
const TOO_DEEP = 2000;
const VOID = new Set(
	'area base br col embed hr img input link meta source track wbr p li td th tr dt dd option'.split(' ')
);

/** HTML that can be taken apart in good time: what nests without end keeps its text alone. */
export function bearable(html: string): string {
	const open = new Map<string, number>();
	let depth = 0;
	for (const [, end, written = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
		const name = written.toLowerCase();
		const before = open.get(name) ?? 0;
		if (VOID.has(name) || (end && before === 0)) continue;
		open.set(name, before + (end ? -1 : 1));
		depth += end ? -1 : 1;
		if (depth > TOO_DEEP) return html.replace(/<[^<>]*>?/g, ' ');
	}
	return html;
}

/** Finds quotation and signature by the marks that mail programs leave. */
export function partsOfHtml(html: string): HtmlParts {
	const document = parseDocument(bearable(html), { decodeEntities: true });
	const parts: HtmlParts = { document, quoted: new Set(), signature: new Set(), depth: 0 };
	walk(document.children, ({ node, entering, depth }) => {
		parts.depth = Math.max(parts.depth, depth);
		if (!entering || !isTag(node)) return true;
		if (parts.quoted.has(node)) return true;
		if (isQuote(node)) parts.quoted.add(node);
		else if (isQuoteStart(node)) for (const one of withFollowing(node)) parts.quoted.add(one);
		else if (words(node).some((word) => SIGNATURES.has(word))) parts.signature.add(node);
		return true;
	});
	if (!isOneRun(parts)) parts.quoted.clear();
	return parts;
}

/** The element with all that follows it, from the outermost element that begins with it. */
function withFollowing(element: Element): ChildNode[] {
	let top: Element = element;
	while (top.parent && isTag(top.parent) && top.parent.name !== 'body' && isFirst(top)) top = top.parent;
	const siblings = top.parent?.children ?? [top];
	return siblings.slice(siblings.indexOf(top));
}

const isFirst = (element: Element) =>
	element.parent?.children.find((child) => isTag(child) || (isText(child) && child.data.trim() !== '')) ===
	element;

/** One run of quoted text with something else before or after it, and no answers in between. */
function isOneRun(parts: HtmlParts): boolean {
	let runs = 0;
	let others = 0;
	let last: Section | null = null;
	eachText(parts, (text, section) => {
		if (/^[\s\u{e000}\u{e001}]*$/u.test(text) || section === 'signature') return;
		if (section === 'quoted' && last !== 'quoted') runs++;
		if (section === 'body') others++;
		last = section;
	});
	return runs === 1 && others > 0;
}

type Section = 'body' | 'quoted' | 'signature';

const BLOCKS = new Set(
	'address article aside blockquote center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
		' '
	)
);
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre'.split(' '));

/** Text as it is read, piece by piece, with the line breaks that elements make. */
function eachText(parts: HtmlParts, give: (text: string, section: Section) => void): void {
	let quoted = 0;
	let signature = 0;
	let verbatim = 0;
	const section = (): Section => (quoted > 0 ? 'quoted' : signature > 0 ? 'signature' : 'body');
	walk(parts.document.children, ({ node, entering }) => {
		if (isText(node)) {
			give(verbatim ? node.data : node.data.replace(/[ \t\r\n\f]+/g, ' '), section());
			return true;
		}
		if (!isTag(node) || (entering && isHidden(node))) return false;
		const change = entering ? 1 : -1;
		if (!entering) give(breakAround(node), section());
		if (parts.quoted.has(node)) quoted += change;
		if (parts.signature.has(node)) signature += change;
		if (node.name === 'pre') verbatim += change;
		if (entering)
			give(node.name === 'br' ? '\n' : `${breakAround(node)}${node.name === 'li' ? '• ' : ''}`, section());
		else if (node.name === 'td' || node.name === 'th') give(' ', section());
		return true;
	});
}

/** Breaks that meet are one: a paragraph's are marked, so that they can be told from those that were written. */
const LINE = '\u{e000}';
const PARAGRAPH = '\u{e001}';
const breakAround = (element: Element) =>
	PARAGRAPHS.has(element.name) ? PARAGRAPH : BLOCKS.has(element.name) ? LINE : '';

const settled = (text: string) =>
	text
		.replace(/[ \u00a0]*([\u{e000}\u{e001}\n])[ ]*/gu, '$1')
		.replace(/[\u{e000}\u{e001}]+/gu, (run) => (run.includes(PARAGRAPH) ? '\n\n' : '\n'))
		.replace(/\u00a0/g, ' ')
		.replace(/\u200b|\u200c|\u00ad|\u034f|\ufeff/g, '')
		.replace(/\n{3,}/g, '\n\n')
		.trim();

/** The text of a mail that came as HTML alone, taken apart as `divideText` does. */
export function textOfHtml(html: string): DividedText {
	const parts = partsOfHtml(html);
	const pieces: Record<Section, string[]> = { body: [], quoted: [], signature: [] };
	eachText(parts, (text, section) => pieces[section].push(text.replace(/[\u{e000}\u{e001}](?!$)/gu, '')));
	const [body, quoted, signature] = [pieces.body, pieces.quoted, pieces.signature].map((all) =>
		settled(all.join(''))
	);
	const divided = divideText(body ?? '');
	const both = (one: string, other: string | undefined) => [one, other].filter(Boolean).join('\n\n');
	return {
		body: divided.body,
		quoted: both(divided.quoted, quoted),
		signature: both(divided.signature, signature)
	};
}
