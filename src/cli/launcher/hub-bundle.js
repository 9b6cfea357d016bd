import { randomBytes } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { loadBundle } from './bundle.js';
import { inAscii, packing } from './pack.js';
import { fingerprint, isFresh, readStamp, writeStamp } from './stamp.js';

const sources = ['src/cli', 'src/hub', 'src/platform', 'package.json', 'package-lock.json'];
const bundled = [
	'@messageformat/core',
	'aws4fetch',
	'compression',
	'content-disposition',
	'file-type',
	'postgres',
	'zod'
];
/**
 * What is bundled, and as what; the threads' programs lie beside the command (src/cli/open.ts).
 * @type {[source: string, name: string][]}
 */
const files = [
	['src/platform/mail/reading/thread.ts', 'mail-thread.cjs'],
	['src/hub/quotes/paper/thread.ts', 'paper-thread.cjs'],
	['src/cli/main.ts', 'main.cjs']
];
const day = 86_400_000;

/**
 * Sees to the bundle of `src/cli/main.ts`: it is made again only when its sources changed, in a folder of its own, so
 * that processes which do this at once, or still run the old one, do not disturb each other.
 * @param {string} root the checkout
 * @returns {Promise<string>} the bundle's file
 */
export async function hubBundle(root) {
	const folder = join(root, 'build/hub');
	const stampFile = join(folder, 'stamp.json');
	const now = fingerprint(root, sources);
	const stamp = readStamp(stampFile);
	const entry = (/** @type {string} */ name) => join(folder, name, 'main.cjs');
	if (stamp && existsSync(entry(stamp['name'] ?? '')) && isFresh(stampFile, stamp, now))
		return entry(stamp['name'] ?? '');

	const content = now.content();
	const name = content.slice(0, 16);
	mkdirSync(folder, { recursive: true });
	if (!existsSync(entry(name))) await bundle(root, join(folder, name));
	writeStamp(stampFile, { quick: now.quick, content, name });
	dropOld(folder, name);
	return entry(name);
}

/**
 * Runs a command of the bundle, which is made first where that is due.
 * @param {string} root the checkout
 * @param {string[]} argv the command and its arguments
 * @returns {Promise<number>} the exit code
 */
export const runHub = async (root, argv) =>
	loadBundle(await hubBundle(root)).main(argv, root, (/** @type {string} */ name) => import(name));

/**
 * postgres.js 3.4.9, the newest (docs/decisions/0026). When a connection is cut in the middle of a transaction, it still rolls back on
 * it, and throws where nobody can catch it; and a write that was called off is remembered as under way, so that the connection never
 * writes again. The first ended the process, the second would have left it without a database. And what is asked in one turn of the
 * event loop is sent in the next: under load, the database waits while pages are rendered, and then the other way round. It is sent
 * at the end of the same tick, with all else that the tick asks.
 * @type {[place: string, mended: (place: string) => string][]}
 */
const mends = [
	[
		'function nextWrite(fn) {',
		(place) => `${place}\n    if (socket === null) return (chunk = nextWriteTimer = null), false;`
	],
	[
		'async function closed(hadError) {',
		(place) => `${place}\n    clearImmediate(nextWriteTimer), (chunk = nextWriteTimer = null);`
	],
	[
		'nextWriteTimer === null && (nextWriteTimer = setImmediate(nextWrite));',
		() =>
			'nextWriteTimer === null && (nextWriteTimer = {}, process.nextTick(() => chunk !== null && !terminated && nextWrite()));'
	]
];

/**
 * @param {string} text the bundle
 * @returns {string} with the driver mended where that is in it; throws when it reads otherwise than the mends expect
 */
function mended(text) {
	if (!text.includes('node_modules/postgres/src/connection.js')) return text;
	return mends.reduce((so, [place, mend]) => {
		if (so.split(place).length !== 2)
			throw new Error(`postgres.js has changed at "${place}": look at it again.`);
		return so.replace(place, () => mend(place));
	}, text);
}

/**
 * @param {string} root
 * @param {string} outdir
 */
async function bundle(root, outdir) {
	const { buildSync } = await import('esbuild');
	const aside = `${outdir}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
	try {
		mkdirSync(aside);
		for (const [source, name] of files) {
			const { outputFiles } = buildSync({
				...packing,
				absWorkingDir: root,
				entryPoints: [source],
				external: external(root),
				write: /** @type {const} */ (false)
			});
			const text = outputFiles[0]?.text ?? '';
			writeFileSync(join(aside, name), inAscii(name === 'main.cjs' ? mended(text) : text));
		}
		renameSync(aside, outdir);
	} catch (error) {
		if (!existsSync(join(outdir, 'main.cjs'))) throw error;
	} finally {
		rmSync(aside, { recursive: true, force: true });
	}
}

/**
 * Every dependency but those that a start needs, since one file is read faster than the hundreds that they come in, and those
 * that `require` does not find.
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
