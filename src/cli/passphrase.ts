import { readFileSync } from 'node:fs';
import { isErrno } from '#platform/errno.ts';
import { BadUse } from './command.ts';

/** Shorter ones are guessed, whatever the format does against it. */
const SHORTEST = 12;

/**
 * The passphrase of an archive: the first line of the file, else BACKUP_PASSPHRASE; null: neither. Throws BadUse where the file
 * cannot be read or the passphrase is too short.
 */
export function readPassphrase(file: string | undefined, env: NodeJS.ProcessEnv): string | null {
	const passphrase = file === undefined ? env['BACKUP_PASSPHRASE'] || null : firstLine(file);
	if (passphrase !== null && passphrase.length < SHORTEST)
		throw new BadUse(
			`The passphrase has ${passphrase.length} characters: it must have at least ${SHORTEST}, better five random words.`
		);
	return passphrase;
}

function firstLine(file: string): string {
	try {
		return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'EACCES', 'EISDIR'))
			throw new BadUse(`--passphrase-file is ${file}, which cannot be read.`);
		throw error;
	}
}
