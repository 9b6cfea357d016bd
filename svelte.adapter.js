import adapterNode from '@sveltejs/adapter-node';
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inAscii, packing } from './src/cli/launcher/pack.js';

const INITIALIZED = 'await server.init(';
/** They bring native code. */
const external = ['@node-rs/argon2', 'sharp'];

/**
 * Kit's adapter for Node, and then all of its hundred modules in one file of CommonJS, `handler-HASH.cjs`, which a start
 * reads at once and whose compiled code can be kept (src/cli/launcher/bundle.js, docs/decisions/0009). What Kit imports only when
 * a page is asked for is still evaluated only then.
 * @param {{ out: string, precompress: boolean }} options
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function adapter(options) {
	const node = adapterNode(options);
	return {
		...node,
		name: 'one-file',
		async adapt(builder) {
			await node.adapt(builder);
			await pack(options.out);
		}
	};
}

/** @param {string} out */
async function pack(out) {
	const chunks = join(out, 'server/chunks');
	const handler = readdirSync(chunks).find((name) => /^handler-.*\.js$/.test(name)) ?? '';
	const { outputFiles } = await build({
		...packing,
		stdin: {
			contents: `export { handler } from './handler.js'; export { initialized } from './server/chunks/${handler}';`,
			resolveDir: out
		},
		conditions: ['production'],
		external,
		write: false,
		plugins: [awaitLater(join(chunks, handler))]
	});
	const code = inAscii(outputFiles[0]?.text ?? '');
	const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
	writeFileSync(join(out, `handler-${hash}.cjs`), code);
	for (const name of readdirSync(out))
		if (!['client', 'prerendered'].includes(name) && !name.endsWith('.cjs'))
			rmSync(join(out, name), { recursive: true });
}

/**
 * CommonJS has no await outside of functions: the adapter's one is handed to whoever loads the file.
 * @param {string} handler
 * @returns {import('esbuild').Plugin}
 */
const awaitLater = (handler) => ({
	name: 'await-later',
	setup(bundler) {
		bundler.onLoad({ filter: /[\\/]handler-[^\\/]+\.js$/ }, () => {
			const parts = readFileSync(handler, 'utf8').split(INITIALIZED);
			if (parts.length !== 2) throw new Error(`${handler} does not wait for "${INITIALIZED}" exactly once.`);
			return { contents: parts.join('export const initialized = server.init(') };
		});
	}
});
