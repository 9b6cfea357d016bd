import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { pageScript } from './vite.page-script.ts';

/** `unit` needs nothing, `database` a server, `journeys` a built app and a browser, `lifecycle` a built app to kill. */
export default defineConfig({
	plugins: [pageScript(), svelte()],
	test: {
		testTimeout: 30_000,
		hookTimeout: 60_000,
		// What is waited for comes at once on a quiet machine; a second is short on a busy one.
		expect: { poll: { timeout: 5_000 } },
		// Files of a project share processes: loading the same modules again for each of them is a quarter of all work.
		isolate: false,
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
					exclude: ['**/*.db.test.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'database',
					include: ['src/**/*.db.test.ts', 'tests/database/**/*.test.ts'],
					globalSetup: ['tests/support/database-server.ts'],
					// Mail servers, processes and locks on a machine that others keep busy: a fault of ours fails twice, and the report marks what did not.
					retry: 1
				}
			},
			{
				extends: true,
				test: {
					name: 'journeys',
					include: ['tests/journeys/**/*.test.ts', 'tests/http/**/*.test.ts'],
					globalSetup: ['tests/support/database-server.ts', 'tests/support/shared-app.ts'],
					testTimeout: 60_000,
					// A browser or a killed process on a machine that others keep busy: a fault of ours fails twice.
					retry: 1
				}
			},
			{
				extends: true,
				test: {
					name: 'lifecycle',
					include: ['tests/lifecycle/**/*.test.ts'],
					globalSetup: ['tests/support/database-server.ts'],
					testTimeout: 60_000,
					// A browser or a killed process on a machine that others keep busy: a fault of ours fails twice.
					retry: 1
				}
			}
		]
	}
});
