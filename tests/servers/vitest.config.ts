import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const database = ['src/**/*.db.test.ts', 'tests/database/**/*.test.ts'];
const on = (name: string, more: string[] = []) => ({
	extends: true as const,
	test: { name, include: [...database, ...more], globalSetup: [`tests/servers/${name}.ts`] }
});

/** The tests against Debian's servers, which `npm test` leaves alone; `bin/test-servers` installs what they need. */
export default defineConfig({
	root: `${import.meta.dirname}/../..`,
	plugins: [svelte()],
	test: {
		testTimeout: 60_000,
		hookTimeout: 120_000,
		// As in `npm test`: a fault of ours fails twice, and the report marks what did not.
		retry: 1,
		projects: [
			{
				extends: true,
				test: {
					name: 'servers',
					include: ['tests/servers/**/*.test.ts'],
					exclude: ['tests/servers/{dovecot,pg-dump,postfix}.test.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'dovecot',
					include: ['tests/servers/dovecot.test.ts'],
					globalSetup: ['tests/support/database-server.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'postfix',
					include: ['tests/servers/postfix.test.ts'],
					globalSetup: ['tests/support/database-server.ts']
				}
			},
			on('postgresql', ['tests/servers/pg-dump.test.ts']),
			on('pgbouncer')
		]
	}
});
