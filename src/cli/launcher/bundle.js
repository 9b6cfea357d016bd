import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

/** @typedef {{ file: string, script: Script }} Uncached */

const key = Symbol.for('customer-hub.uncached');

/**
 * Bundles of this process whose compiled code is not kept yet. The bundled command loads the web application with its own
 * copy of this module, so the list goes by a global symbol.
 * @returns {Uncached[]}
 */
const uncached = () => {
	const holder = /** @type {{ [key]?: Uncached[] }} */ (globalThis);
	return (holder[key] ??= []);
};

/**
 * V8 takes compiled code only for a source of the same length, from the same V8 with the same settings; that it is the same
 * source is for us to see to.
 * @param {string} file
 */
const cacheOf = (file) => `${file}.${process.version}-${process.arch}.compiled`;

/**
 * Runs a bundle in CommonJS, with the code that V8 compiled of it the last time where that was kept: compiling takes longer
 * than everything else that a start does. The name of a bundle's file or
 * folder must change with its content, and it may not call `import`, which a script cannot without an experiment of Node's.
 * @param {string} file
 * @returns {any} what it exports
 */
export const loadBundle = (file) => compileBundle(file)();

/**
 * The same in two steps, for who has other things to do between them.
 * @param {string} file
 * @returns {() => any} runs it
 */
export function compileBundle(file) {
	const cachedData = compiledCode(file);
	const script = new Script(
		`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`,
		{ filename: file, ...(cachedData && { cachedData }) }
	);
	if (script.cachedDataRejected !== false) uncached().push({ file, script });
	return () => {
		const module = { exports: {} };
		script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
		return module.exports;
	};
}

/** @param {string} file */
function compiledCode(file) {
	try {
		return readFileSync(cacheOf(file));
	} catch {
		return null;
	}
}

/** Keeps what was compiled until now, where that is not known yet: called once everything that a start needs has run. */
export function keepCompiled() {
	for (const { file, script } of uncached().splice(0)) {
		const aside = `${cacheOf(file)}.${randomBytes(4).toString('hex')}`;
		try {
			writeFileSync(aside, script.createCachedData());
			renameSync(aside, cacheOf(file));
		} catch {
			// A folder that nobody may write to, or that a new build just removed: the next start compiles again.
			rmSync(aside, { force: true });
		}
	}
}
