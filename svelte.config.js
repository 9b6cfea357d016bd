import adapter from './svelte.adapter.js';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter({ out: 'build/web', precompress: true }),
		files: { assets: 'src/assets' },
		// src/hooks.server.ts asks every request that changes something for its origin, but those of machines, which have none: a mail
		// server may well post a mail as plain text.
		csrf: { trustedOrigins: ['*'] },
		// Nothing from anybody else; Kit's own inline script carries a nonce. Style attributes hold measures and colours.
		csp: {
			mode: 'nonce',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				'style-src': ['self'],
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'connect-src': ['self'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['self'],
				'frame-ancestors': ['none']
			}
		}
	}
};
