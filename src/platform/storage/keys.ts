import { randomBytes } from 'node:crypto';
import { StorageError } from './errors.ts';

/**
 * An optional folder and a name. Without dots, capitals or further slashes no key can climb out of a folder, and two keys
 * never meet in one file on a system that ignores case. A name is longer than the two letters of a local sub-folder, so
 * that a file and a folder never need the same path.
 */
const GRAMMAR = /^(?:[a-z][a-z0-9-]{2,31}\/)?[a-z0-9][a-z0-9-]{7,99}$/;

/** Whether a text may name an object. */
export function isKey(text: string): boolean {
	return GRAMMAR.test(text);
}

/** Throws InvalidKey for what is not a key. */
export function assertKey(key: string): void {
	if (!isKey(key)) throw new StorageError('InvalidKey', 400, 'That is not the name of a stored object.');
}

/** A new key with 160 random bits, such as `thumbnails/5f0c…`. It says nothing about what it names. */
export function newKey(folder?: string): string {
	const name = randomBytes(20).toString('hex');
	return folder === undefined ? name : `${folder}/${name}`;
}
