import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from './config.ts';
import { isErrno } from './errno.ts';

/**
 * Makes DATA_DIR with the folders above it, as far as they are missing. Throws ConfigError, in a sentence, where there can be
 * none. Folder by folder, since Node's own way up never ends below /proc.
 */
export function makeDataFolder(dataDir: string, mode: number): void {
	try {
		make(dataDir, mode);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new ConfigError(`DATA_DIR is "${dataDir}", where no folder can be made (${error.message}).`);
	}
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function make(folder: string, mode: number): void {
	try {
		mkdirSync(folder, { mode });
	} catch (error) {
		if (isErrno(error, 'ENOENT') && dirname(folder) !== folder) {
			make(dirname(folder), mode);
			mkdirSync(folder, { mode });
		} else if (!isErrno(error, 'EEXIST') || !isFolder(folder)) throw error;
	}
}
