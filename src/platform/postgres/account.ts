import { chmodSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The operating system's user that a database server runs as. */
export type Account = { name: string; uid: number; gid: number };

const preferred = ['postgres', 'nobody', 'daemon'];

/** True when this process may become another user. */
export const isRoot = (): boolean => process.getuid?.() === 0;

/** Every user of `/etc/passwd`. */
export function readAccounts(): Account[] {
	return readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'))
		.filter((fields) => fields.length >= 7)
		.map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * The user to run the server as: null means the current one. PostgreSQL refuses to run as root and needs a user
 * with a name, so root becomes the owner of the data folder that is already there, else postgres, nobody or
 * daemon. `ownerUid` is the owner of an existing data folder. Throws when nobody fits.
 */
export function serverAccount(ownerUid: number | null): Account | null {
	if (!isRoot()) return null;
	const accounts = readAccounts();
	const owner = accounts.find((account) => account.uid === ownerUid && account.uid !== 0);
	if (owner) return owner;
	for (const name of preferred) {
		const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
		if (account) return account;
	}
	throw new Error(
		`The embedded PostgreSQL does not run as root and needs one of the users ${preferred.join(', ')}, none of which exists here. ` +
			'Create one, start as an ordinary user, or set DATABASE_URL.'
	);
}

function neededBit(folder: string, account: Account, bit: number): number {
	const { uid, gid, mode } = statSync(folder);
	const wanted = uid === account.uid ? bit << 6 : gid === account.gid ? bit << 3 : bit;
	return (mode & wanted) === 0 ? wanted : 0;
}

/**
 * Lets `account` pass through every folder that leads to `path` (a real path, without symbolic links), by adding
 * the one missing search bit, and says each one it changed.
 */
export function letPassTo(path: string, account: Account, say: (line: string) => void): void {
	for (let folder = dirname(path); ; folder = dirname(folder)) {
		const bit = neededBit(folder, account, 0o1);
		if (bit) {
			chmodSync(folder, (statSync(folder).mode & 0o7777) | bit);
			say(
				`Let the database's user (${account.name}) pass through ${folder}: added its search permission, nothing else.`
			);
		}
		if (folder === dirname(folder)) return;
	}
}

/** Lets everyone read a folder of programs that was installed under a strict umask, as `chmod -R o+rX` would. */
export function letRead(folder: string, account: Account, say: (line: string) => void): void {
	const probes = [
		folder,
		join(folder, 'bin'),
		join(folder, 'bin/postgres'),
		join(folder, 'lib'),
		join(folder, 'share')
	];
	if (probes.every((probe) => neededBit(probe, account, 0o4) === 0 && neededBit(probe, account, 0o1) === 0))
		return;
	const open = (path: string): void => {
		const stat = lstatSync(path);
		if (stat.isSymbolicLink()) return;
		const enter = stat.isDirectory() || (stat.mode & 0o100) !== 0;
		chmodSync(path, (stat.mode & 0o7777) | (enter ? 0o5 : 0o4));
		if (stat.isDirectory()) for (const name of readdirSync(path)) open(join(path, name));
	};
	open(folder);
	say(`Made the database's programs in ${folder} readable for its user (${account.name}).`);
}
