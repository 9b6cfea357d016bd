import type { Shown } from './shown-html.ts';

const FRAME_STYLE =
	'body{margin:0;padding:12px;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1c1b19;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 4px;padding:0 0 0 12px;border-left:2px solid #d9d5cc}summary{cursor:pointer;color:#6b675f;font-size:13px;padding:8px 0}.blocked{margin:0 0 12px;padding:8px 12px;border-radius:8px;background:#f4f1ea;font-size:13px}';

/** The whole document of the frame. `withImages` is the address that shows the pictures left out. */
export function frameDocument({ html, blocked }: Shown, withImages: string): string {
	const notice = blocked
		? `<p class="blocked">Pictures from elsewhere are not loaded, so that nobody learns that you opened this. <a href="${withImages}" target="_self">Show pictures</a></p>`
		: '';
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Message</title><meta name="color-scheme" content="light"><meta name="referrer" content="no-referrer"><style>${FRAME_STYLE}</style></head><body>${notice}${html}</body></html>`;
}

/**
 * What the frame may do: show pictures that are in the document (or from anywhere, once asked), and open links elsewhere. No
 * script, no form, no request of its own. The same origin lets the page around it measure its height; without scripts it is no risk.
 */
export const framePolicy = (remoteImages: boolean) =>
	`default-src 'none'; style-src 'unsafe-inline'; img-src data:${remoteImages ? ' https: http:' : ''}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox`;
