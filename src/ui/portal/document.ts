import { createHash } from 'node:crypto';
import type { Language } from '#hub/texts/language.ts';
import { brandDeclarations, brandOf } from '#ui/brand.ts';
import styles from '#ui/portal.css?inline';

/** A page's styles as they are printed into it, and the hash by which its policy allows them and nothing else. */
type Styles = { bytes: Buffer; hash: string; themeColor: { light: string; dark: string } };

const kept = new Map<string, Styles>();

/** Kept by colour, in bytes: brand maths, hashing and encoding cost more than the rest of a page's shell. */
function stylesOf(brandColor: string): Styles {
	let made = kept.get(brandColor);
	if (!made) {
		if (kept.size >= 1000) kept.clear();
		const text = `:root,[data-brand]{${brandDeclarations(brandColor)}}${styles}`;
		const { light, dark } = brandOf(brandColor);
		made = {
			bytes: Buffer.from(`<style>${text}</style>`),
			hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
			themeColor: { light: light.tint, dark: dark.tint }
		};
		kept.set(brandColor, made);
	}
	return made;
}

export type PortalDocument = {
	language: Language;
	title: string;
	/** `#rrggbb` */
	brandColor: string;
	/** Rendered, escaped HTML. */
	body: string;
	/** The page's script, where it says that the customer was here, and where it hears of news, and what of it this page knows; null: the page has no script. */
	script: { url: string; seen: string; live: string | null; version: string | null } | null;
	/** What a preview of the link says, when it is no customer's page; it names nobody. */
	preview?: { title: string; description: string };
	/** Who may show the page in a frame: nobody, or the desk's preview. */
	framedBy: 'nobody' | 'desk';
};

/**
 * A whole HTML document, in pieces since to join them would cost as much as to render them, with the policy that goes with it:
 * nothing comes from anywhere else (THREATS, "The portal link").
 */
export type RenderedPage = { html: (string | Buffer)[]; policy: string };

export function portalDocument(given: PortalDocument): RenderedPage {
	const { language, title, brandColor, body, script, framedBy } = given;
	const { bytes, hash, themeColor } = stylesOf(brandColor);
	const { page } = language.texts;
	const preview = given.preview ?? { title: page.previewTitle, description: page.previewDescription };
	const start = `<!doctype html><html lang="${escaped(language.lang)}" dir="${language.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><meta name="robots" content="noindex,nofollow"><meta name="color-scheme" content="light dark"><meta name="theme-color" content="${themeColor.light}" media="(prefers-color-scheme:light)"><meta name="theme-color" content="${themeColor.dark}" media="(prefers-color-scheme:dark)"><meta name="format-detection" content="telephone=no"><meta property="og:title" content="${escaped(preview.title)}"><meta property="og:description" content="${escaped(preview.description)}"><link rel="icon" href="/favicon.svg">`;
	const module = script
		? `<script type="module" src="${script.url}" data-seen="${escaped(script.seen)}"${script.live ? ` data-live="${escaped(script.live)}"` : ''}${script.version ? ` data-known="${script.version}"` : ''}></script>`
		: '';
	return {
		html: [start, bytes, `${module}</head><body>${body}</body></html>`],
		policy: `default-src 'none'; style-src ${hash}; img-src 'self'; script-src ${script ? "'self'" : "'none'"}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${framedBy === 'desk' ? "'self'" : "'none'"}`
	};
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
