import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Plugin } from 'vite';

const SUFFIX = '?script';

/**
 * `import url from './x.client.ts?script'`: the address of a script that was compiled from TypeScript with all it imports,
 * for pages that are rendered by an endpoint and so have no bundle of their own. Kit publishes what a server build emits
 * under `_app/immutable/assets`, compressed and cached for good; while developing, Vite compiles the file on request.
 */
export function pageScript(): Plugin {
	let serving = false;
	return {
		name: 'page-script',
		enforce: 'pre',
		configResolved(config) {
			serving = config.command === 'serve';
		},
		async resolveId(source, importer) {
			if (!source.endsWith(SUFFIX)) return null;
			const resolved = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
			return resolved && resolved.id + SUFFIX;
		},
		async load(id) {
			if (!id.endsWith(SUFFIX)) return null;
			const file = id.slice(0, -SUFFIX.length);
			if (serving) return `export default ${JSON.stringify(`/@fs${file}`)}`;
			this.addWatchFile(file);
			const { outputFiles } = await build({
				entryPoints: [file],
				bundle: true,
				minify: true,
				format: 'esm',
				target: 'es2020',
				write: false
			});
			const source = outputFiles[0]?.text ?? '';
			const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
			const fileName = `_app/immutable/assets/${basename(file).split('.')[0]}.${hash}.js`;
			this.emitFile({ type: 'asset', fileName, source });
			return `export default ${JSON.stringify(`/${fileName}`)}`;
		}
	};
}
