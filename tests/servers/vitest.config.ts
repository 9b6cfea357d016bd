import { defineConfig } from 'vitest/config';

/** The tests against Debian's servers, which `npm test` leaves alone; `bin/test-servers` installs what they need. */
export default defineConfig({
	root: `${import.meta.dirname}/../..`,
	test: {
		name: 'servers',
		include: ['tests/servers/**/*.test.ts'],
		testTimeout: 60_000,
		hookTimeout: 120_000
	}
});
