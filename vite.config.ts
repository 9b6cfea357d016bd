import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { pageScript } from './vite.page-script.ts';

export default defineConfig({
	plugins: [pageScript(), sveltekit()],
	build: { target: 'es2022' },
	// Bundled, so that a start reads one file instead of a hundred.
	ssr: { noExternal: ['zod'] }
});
