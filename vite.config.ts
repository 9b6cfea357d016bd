import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { pageScript } from './vite.page-script.ts';

export default defineConfig({
	plugins: [pageScript(), sveltekit()],
	build: { target: 'es2022' },
	// What several pages share in one file, script and styles: a page is 15 requests, not 90 (docs/decisions/0014).
	environments: {
		client: {
			build: {
				rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } } }
			}
		}
	},
	// Bundled, so that a start reads one file instead of a hundred.
	ssr: { noExternal: ['zod'] }
});
