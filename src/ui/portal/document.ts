import { createHash } from 'node:crypto';
import { brandDeclarations, brandOf } from '#ui/brand.ts';
import styles from '#ui/portal.css?inline';
import type { Language } from './texts.ts';

/** A page's styles as they are printed into it, and the hash by which its policy allows them and nothing else. */
type Styles = { tag: string; hash: string; themeColor: { light: string; dark: string } };

const kept = new Map<string, Styles>();

/** Kept by colour: brand maths and hashing cost more than the rest of a page's shell. */
function stylesOf(brandColor: string): Styles {
	let made = kept.get(brandColor);
	if (!made) {
		if (kept.size >= 1000) kept.clear();
		const text = `:root,[data-brand]{${brandDeclarations(brandColor)}}${styles}`;
		const { light, dark } = brandOf(brandColor);
		made = {
			tag: `<style>${text}</style>`,
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
	/** Address of the page's script and of where it says that the customer was here; null: the page has no script. */
	script: { url: string; seen: string } | null;
	/** Who may show the page in a frame: nobody, or the desk's preview. */
	framedBy: 'nobody' | 'desk';
};

/** A whole HTML document with the policy that goes with it: nothing comes from anywhere else (THREATS, "The portal link"). */
export function portalDocument({ language, title, brandColor, body, script, framedBy }: PortalDocument): {
	html: string;
	policy: string;
} {
	const { tag, hash, themeColor } = stylesOf(brandColor);
	const { preview } = language.texts;
	const html = `<!doctype html><html lang="${attribute(language.tag)}" dir="${language.direction}"${
		script ? ` data-seen="${attribute(script.seen)}"` : ''
	}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><meta name="color-scheme" content="light dark"><meta name="theme-color" content="${
		themeColor.light
	}" media="(prefers-color-scheme:light)"><meta name="theme-color" content="${
		themeColor.dark
	}" media="(prefers-color-scheme:dark)"><meta name="format-detection" content="telephone=no"><title>${attribute(title)}</title><meta property="og:title" content="${
		preview.title
	}"><meta property="og:description" content="${preview.description}"><link rel="icon" href="/favicon.svg">${tag}${
		script ? `<script type="module" src="${script.url}"></script>` : ''
	}</head><body>${body}</body></html>`;
	return {
		html,
		policy: `default-src 'none'; style-src ${hash}; img-src 'self'; script-src ${script ? "'self'" : "'none'"}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${
			framedBy === 'desk' ? "'self'" : "'none'"
		}`
	};
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const attribute = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
