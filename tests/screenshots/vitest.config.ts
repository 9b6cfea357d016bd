import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { pageScript } from '../../vite.page-script.ts';

/** `npm run screenshots`: makes the pictures of README and help centre anew. No part of `npm test`. */
export default defineConfig({
	plugins: [pageScript(), svelte()],
	test: {
		root: `${import.meta.dirname}/../..`,
		include: ['tests/screenshots/**/*.shots.ts'],
		globalSetup: ['tests/support/database-server.ts'],
		testTimeout: 120_000,
		hookTimeout: 120_000
	}
});
