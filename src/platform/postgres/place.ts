import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmdirSync,
	statSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigError } from '#platform/config.ts';
import { makeDataFolder } from '#platform/data-folder.ts';
import { isErrno } from '#platform/errno.ts';
import { isRoot, letPassTo, letRead, serverAccount, type Account } from './account.ts';
import { readPostmaster, socketName } from './postmaster.ts';
import { findPrograms, type Edition, type Programs } from './programs.ts';

/** The folders of one embedded database; everything but `dataFolder` and sockets belongs to the starting user. */
export type Place = {
	/** `DATA_DIR/postgresql` */
	folder: string;
	/** `DATA_DIR/postgresql/17` */
	dataFolder: string;
	logFile: string;
	account: Account | null;
	programs: Programs;
};

const shortFolderPrefix = 'hub-postgresql-';
const longestSocketPath = process.platform === 'darwin' ? 103 : 107;

/** Makes the folders of an embedded database as far as they are missing and finds its programs and its user. */
export function preparePlace(
	dataDir: string,
	edition: Edition,
	environment: Record<string, string | undefined>,
	say: (line: string) => void
): Place {
	makeDataFolder(dataDir, isRoot() ? 0o711 : 0o700);
	const folder = join(realpathSync(dataDir), 'postgresql');
	mkdirSync(folder, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
	const dataFolder = join(folder, String(edition.major));
	const owner = statSync(dataFolder, { throwIfNoEntry: false })?.uid ?? null;
	const account = serverAccount(owner);
	if (!isRoot() && owner !== null && owner !== process.getuid?.())
		throw new ConfigError(
			`The database in ${dataFolder} belongs to another user (uid ${owner}): start as that user or as root.`
		);
	const programs = findPrograms(edition, join(folder, `lib-${edition.major}`), environment);
	if (account) {
		letPassTo(dataFolder, account, say);
		letPassTo(programs.postgres, account, say);
		letRead(programs.folder, account, say);
	}
	return { folder, dataFolder, logFile: join(folder, 'server.log'), account, programs };
}

/**
 * The private folder for the server's socket: beside the data, or, where the path would be too long for a socket
 * or hold characters that PostgreSQL's list of folders does not take, a fresh short one under the system's
 * temporary folder. PostgreSQL notes it in `postmaster.pid`, where the next process finds it.
 */
export function socketFolderFor(place: Place): string {
	const beside = join(place.folder, 'socket');
	if (fitsSocket(beside)) return privateFolder(beside, place.account);
	const noted = readPostmaster(place.dataFolder)?.socketFolder;
	if (noted && isShortFolder(noted) && isPrivate(noted, place.account)) return noted;
	const parent = [tmpdir(), '/tmp'].find((folder) => fitsSocket(join(folder, `${shortFolderPrefix}XXXXXX`)));
	if (!parent)
		throw new Error(`No folder with a path short enough for a database socket: set TMPDIR to one.`);
	return privateFolder(mkdtempSync(join(parent, shortFolderPrefix)), place.account);
}

/** Removes a socket folder that was made under the temporary folder, after its server has ended. */
export function dropShortFolder(socketFolder: string): void {
	if (!isShortFolder(socketFolder)) return;
	try {
		rmdirSync(socketFolder);
	} catch (error) {
		if (!isErrno(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
	}
}

function fitsSocket(folder: string): boolean {
	const path = join(folder, socketName);
	return Buffer.byteLength(path) <= longestSocketPath && /^[\w./+@-]+$/.test(path);
}

const isShortFolder = (folder: string): boolean => basename(folder).startsWith(shortFolderPrefix);

function isPrivate(folder: string, account: Account | null): boolean {
	const stat = lstatSync(folder, { throwIfNoEntry: false });
	return (
		stat !== undefined && stat.isDirectory() && stat.uid === ownerOf(account) && (stat.mode & 0o077) === 0
	);
}

function ownerOf(account: Account | null): number | undefined {
	return account?.uid ?? process.getuid?.();
}

function privateFolder(folder: string, account: Account | null): string {
	if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700, recursive: true });
	if (account) chownSync(folder, account.uid, account.gid);
	chmodSync(folder, 0o700);
	return folder;
}
