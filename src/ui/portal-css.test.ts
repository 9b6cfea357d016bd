import { build } from 'esbuild';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

test("the portal's stylesheet stays small enough for the worst phone", async () => {
	const entryPoints = [new URL('./portal.css', import.meta.url).pathname];
	const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, write: false });
	const [css] = outputFiles;
	expect(css?.text).toContain('--accent');
	expect(gzipSync(css?.contents ?? '').length).toBeLessThan(6_000);
	expect(css?.text, 'nothing is fetched from elsewhere').not.toMatch(/url\(|@import/);
});
