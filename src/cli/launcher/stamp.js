import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What something was built from: `quick` over names, sizes and times, `content` over names and bytes. A checkout that
 * was copied has new times but the same content.
 * @typedef {{ quick: string, content: string, [fact: string]: string }} Stamp
 */

/**
 * @param {string} root
 * @param {string[]} places files and folders below `root`; missing ones count as absent
 * @returns {string[]} every file that goes into a build, tests aside, in a fixed order
 */
function sourceFiles(root, places) {
	/** @type {string[]} */
	const files = [];
	/** @param {string} place */
	const visit = (place) => {
		const stat = statSync(join(root, place), { throwIfNoEntry: false });
		if (stat?.isFile()) files.push(place);
		else if (stat) visitFolder(place);
	};
	/** @param {string} folder */
	const visitFolder = (folder) => {
		for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
			const path = `${folder}/${entry.name}`;
			if (entry.isDirectory()) visitFolder(path);
			else if (!entry.name.endsWith('.test.ts')) files.push(path);
		}
	};
	places.forEach(visit);
	return files.sort();
}

/**
 * @param {string} root
 * @param {string[]} places
 * @returns {{ quick: string, content: () => string }}
 */
export function fingerprint(root, places) {
	const files = sourceFiles(root, places);
	const quick = createHash('sha256');
	for (const file of files) {
		const { size, mtimeMs } = statSync(join(root, file));
		quick.update(`${file}\0${size}\0${mtimeMs}\0`);
	}
	return {
		quick: quick.digest('hex'),
		content() {
			const content = createHash('sha256');
			for (const file of files)
				content
					.update(`${file}\0`)
					.update(readFileSync(join(root, file)))
					.update('\0');
			return content.digest('hex');
		}
	};
}

/**
 * @param {string} path
 * @returns {Stamp | null} null when nothing was built, or a stamp cannot be read
 */
export function readStamp(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch {
		return null;
	}
}

/**
 * Writes a stamp whole or not at all.
 * @param {string} path
 * @param {Stamp} stamp
 */
export function writeStamp(path, stamp) {
	mkdirSync(dirname(path), { recursive: true });
	const aside = `${path}.${process.pid}`;
	writeFileSync(aside, JSON.stringify(stamp));
	renameSync(aside, path);
}

/**
 * True when what `stamp` describes was built from these sources. When only times differ, the stamp is renewed where
 * that is allowed.
 * @param {string} path
 * @param {Stamp | null} stamp
 * @param {ReturnType<typeof fingerprint>} sources
 */
export function isFresh(path, stamp, sources) {
	if (!stamp) return false;
	if (stamp.quick === sources.quick) return true;
	if (stamp.content !== sources.content()) return false;
	try {
		writeStamp(path, { ...stamp, quick: sources.quick });
	} catch {
		return true;
	}
	return true;
}
