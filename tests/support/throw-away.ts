import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const memory = '/dev/shm';
/** Bytes that a run may need at once. */
const room = 2_000_000_000;

/** Every folder that `throwAwayHome` has ever answered on this machine. */
export const throwAwayHomes = [tmpdir(), memory].filter((folder) => existsSync(folder));

/**
 * Where folders of databases are made that nobody keeps: in memory where there is room. A database is 800 files, which a disk's
 * journal makes dear (docs/decisions/0014).
 */
export function throwAwayHome(): string {
	try {
		accessSync(memory, constants.W_OK);
		const { bavail, bsize } = statfsSync(memory);
		return bavail * bsize > room ? memory : tmpdir();
	} catch {
		return tmpdir();
	}
}
