import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build } from 'vite';

const ORIGIN = 'http://components.test';

/** As strict as the product's own pages: a component that needs more would fail there too. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:";

/** Builds the gallery once; the answer shows it on a page, without a server. */
export async function buildGallery(): Promise<(page: Page, attributes?: string) => Promise<void>> {
	const built = await build({
		root: import.meta.dirname,
		configFile: false,
		logLevel: 'error',
		plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
		build: { write: false, minify: false, rollupOptions: { input: `${import.meta.dirname}/page.ts` } }
	});
	if (!('output' in built)) throw new Error('Vite was to build once, not to watch.');
	const files = new Map(
		built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source])
	);
	const script = [...files.keys()].find((name) => name.endsWith('.js'));
	const style = [...files.keys()].find((name) => name.endsWith('.css'));

	return async (page, attributes = 'lang="en"') => {
		const html = `<!doctype html><html ${attributes}><head><meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1"><title>Components</title>
			<link rel="icon" href="data:,"><link rel="stylesheet" href="${style}"></head>
			<body><script type="module" src="${script}"></script></body></html>`;
		await page.route(`${ORIGIN}/**`, (route) => {
			const path = new URL(route.request().url()).pathname;
			const body = path === '/' ? html : files.get(path);
			if (body === undefined) return route.fulfill({ status: 404 });
			const type = path === '/' ? 'text/html' : path.endsWith('.css') ? 'text/css' : 'text/javascript';
			const headers = { 'content-type': type, 'content-security-policy': POLICY };
			return route.fulfill({ body: typeof body === 'string' ? body : Buffer.from(body), headers });
		});
		await page.goto(ORIGIN);
		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
	};
}
