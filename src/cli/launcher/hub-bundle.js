import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fingerprint, isFresh, readStamp, writeStamp } from './stamp.js';

const sources = ['src/cli', 'src/hub', 'src/platform', 'package.json', 'package-lock.json'];
const bundled = ['compression', 'content-disposition', 'postgres', 'zod'];
const day = 86_400_000;

/**
 * Sees to the bundle of `src/cli/main.ts`: it is made again only when its sources changed, in a folder of its own, so
 * that processes which do this at once, or still run the old one, do not disturb each other.
 * @param {string} root the checkout
 * @returns {Promise<string>} the address of the bundle's entry
 */
export async function hubBundle(root) {
	const folder = join(root, 'build/hub');
	const stampFile = join(folder, 'stamp.json');
	const now = fingerprint(root, sources);
	const stamp = readStamp(stampFile);
	const entry = (/** @type {string} */ name) => join(folder, name, 'main.js');
	if (stamp && existsSync(entry(stamp['name'] ?? '')) && isFresh(stampFile, stamp, now))
		return pathToFileURL(entry(stamp['name'] ?? '')).href;

	const content = now.content();
	const name = content.slice(0, 16);
	mkdirSync(folder, { recursive: true });
	if (!existsSync(entry(name))) await bundle(root, join(folder, name));
	writeStamp(stampFile, { quick: now.quick, content, name });
	dropOld(folder, name);
	return pathToFileURL(entry(name)).href;
}

/**
 * @param {string} root
 * @param {string} outdir
 */
async function bundle(root, outdir) {
	const { buildSync } = await import('esbuild');
	const aside = `${outdir}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
	try {
		buildSync({
			absWorkingDir: root,
			entryPoints: ['src/cli/main.ts'],
			outdir: aside,
			bundle: true,
			splitting: true,
			platform: 'node',
			target: 'node20.19',
			format: 'esm',
			external: external(root),
			// What is bundled from CommonJS asks for Node's own modules by `require`.
			banner: {
				js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);"
			},
			sourcemap: true,
			logLevel: 'error'
		});
		renameSync(aside, outdir);
	} catch (error) {
		if (!existsSync(join(outdir, 'main.js'))) throw error;
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
}

/**
 * Every dependency but a few that a start needs: one file is read faster than the hundreds that they come in.
 * @param {string} root
 */
function external(root) {
	const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8')
	);
	const names = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
		(name) => !bundled.includes(name)
	);
	return names.flatMap((name) => [name, `${name}/*`]);
}

/**
 * Removes bundles that nobody can still be running from.
 * @param {string} folder
 * @param {string} current
 */
function dropOld(folder, current) {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		const old = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 7 * day;
		if (entry.isDirectory() && entry.name !== current && old) rmSync(path, { recursive: true, force: true });
	}
}
