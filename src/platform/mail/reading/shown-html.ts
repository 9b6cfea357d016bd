import render from 'dom-serializer';
import { Element, isTag, type ChildNode } from 'domhandler';
import sanitize from 'sanitize-html';
import { bearable, partsOfHtml } from './html-parts.ts';

/** How a mail's HTML is to be shown. */
export type Showing = {
	/** Load pictures from elsewhere, which tells their server that the mail was opened. */
	remoteImages: boolean;
	/** `data:` addresses of the mail's own pictures by their Content-ID, without angle brackets. */
	inline: Record<string, string>;
};

/** Harmless HTML of a mail's body; `blocked` says how many pictures from elsewhere it does without. */
export type Shown = { html: string; blocked: number };

/** Deeper than any mail program nests; what is deeper is shown without its quotation folded. */
const DEEPEST = 200;
const QUOTE = 'hub-quotation';
const FOLDED = '<details data-quotation="1">';

const LAYOUT = ['dir', 'lang', 'title', 'align', 'valign', 'bgcolor', 'width', 'height', 'style'];
const TABLE = ['border', 'cellpadding', 'cellspacing'];

/** Numbers, words and colours: nothing that could load or run anything. */
const HARMLESS = [/^(?:[\w\s#%.,!'"+-]|rgba?\([\d\s.,%]*\))*$/i];
const STYLES = [
	...[
		'color',
		'background-color',
		'background',
		'direction',
		'line-height',
		'letter-spacing',
		'white-space',
		'word-break'
	],
	...['font', 'font-family', 'font-size', 'font-style', 'font-weight', 'font-variant'],
	...['text-align', 'text-decoration', 'text-indent', 'text-transform', 'vertical-align', 'list-style-type'],
	...['width', 'min-width', 'max-width', 'height', 'min-height', 'max-height', 'table-layout', 'display'],
	...[
		'border',
		'border-collapse',
		'border-color',
		'border-radius',
		'border-spacing',
		'border-style',
		'border-width'
	],
	...['margin', 'padding', 'border'].flatMap((name) =>
		['top', 'right', 'bottom', 'left'].map((side) => `${name}-${side}`)
	),
	...['margin', 'padding']
];

const OWN_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[A-Za-z0-9+/=\s]*$/i;

/** Makes HTML that a stranger wrote fit to be shown in a frame of its own, quotation folded. Never throws on malformed HTML. */
export function shownHtml(html: string, { remoteImages, inline }: Showing): Shown {
	let blocked = 0;
	const picture = (attribs: sanitize.Attributes): sanitize.Attributes => {
		const { src = '', ...rest } = attribs;
		const own = /^cid:/i.test(src) ? inline[contentId(src)] : OWN_PICTURE.test(src) ? src : undefined;
		if (own !== undefined) return { ...rest, src: own };
		if (!/^(?:https?:)?\/\//i.test(src)) return rest;
		if (remoteImages)
			return { ...rest, src: src.replace(/^\/\//, 'https://'), referrerpolicy: 'no-referrer' };
		blocked++;
		return rest;
	};
	const clean = sanitize(withQuotationMarked(html), {
		allowedTags:
			'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li main mark ol p pre q rp rt ruby s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr details'.split(
				' '
			),
		nonTextTags:
			'style script textarea option noscript title svg math xmp plaintext noembed noframes template iframe object applet audio video canvas select'.split(
				' '
			),
		allowedAttributes: {
			'*': LAYOUT,
			a: ['href', 'target', 'rel'],
			img: ['src', 'alt', 'referrerpolicy'],
			font: ['face', 'size', 'color'],
			ol: ['type', 'start'],
			ul: ['type'],
			col: ['span'],
			colgroup: ['span'],
			td: ['colspan', 'rowspan', 'nowrap'],
			th: ['colspan', 'rowspan', 'nowrap'],
			table: TABLE,
			details: ['data-quotation']
		},
		allowedStyles: { '*': Object.fromEntries(STYLES.map((name) => [name, HARMLESS])) },
		allowedSchemes: ['http', 'https', 'mailto', 'tel'],
		allowedSchemesByTag: { img: ['http', 'https', 'data'] },
		allowProtocolRelative: false,
		transformTags: {
			details: 'div',
			summary: 'div',
			body: 'div',
			[QUOTE]: () => ({ tagName: 'details', attribs: { 'data-quotation': '1' } }),
			a: (tagName, { href = '', ...attribs }) => ({
				tagName,
				attribs: { ...attribs, href, target: '_blank', rel: 'noopener noreferrer nofollow' }
			}),
			img: (tagName, attribs) => ({ tagName, attribs: picture(attribs) })
		}
	});
	return { html: clean.replaceAll(FOLDED, '<details><summary>Earlier messages</summary>'), blocked };
}

const contentId = (src: string) => {
	const id = src.slice(4).replace(/^<|>$/g, '');
	try {
		return decodeURIComponent(id);
	} catch (error) {
		if (error instanceof URIError) return id;
		throw error;
	}
};

function withQuotationMarked(html: string): string {
	const { document, quoted, depth } = partsOfHtml(html);
	if (quoted.size === 0 || depth > DEEPEST) return bearable(html);
	for (const node of quoted) if (!isInside(node, quoted)) wrap(node);
	return render(document, { decodeEntities: true });
}

function isInside(node: ChildNode, quoted: Set<ChildNode>): boolean {
	for (let above = node.parent; above; above = above.parent)
		if (isTag(above) && (quoted.has(above) || above.name === QUOTE)) return true;
	return false;
}

/** Into a new element; one that stands right before it takes it up as well. */
function wrap(node: ChildNode): void {
	const { parent } = node;
	if (!parent) return;
	const at = parent.children.indexOf(node);
	const before = parent.children[at - 1];
	if (before && isTag(before) && before.name === QUOTE) {
		parent.children.splice(at, 1);
		before.children.push(node);
		node.parent = before;
		return;
	}
	const quotation = new Element(QUOTE, {}, [node]);
	quotation.parent = parent;
	parent.children[at] = quotation;
	node.parent = quotation;
}
