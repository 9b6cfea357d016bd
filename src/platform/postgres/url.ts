import postgres from 'postgres';

/** postgres.js's own options, but for how values arrive: that is the same on every connection. */
export type ClientOptions = Omit<postgres.Options<Record<string, postgres.PostgresType>>, 'types'>;

/** Money, sizes and counts stay far below 2^53; a larger value is a fault and throws instead of losing digits. */
const bigintAsNumber = {
	to: 20,
	from: [20],
	serialize: (value: number | bigint) => value.toString(),
	parse: (text: string) => {
		const number = Number(text);
		if (!Number.isSafeInteger(number)) throw new RangeError('a bigint beyond 2^53 came from the database');
		return number;
	}
};

/** The address of a database behind a Unix socket, in libpq's form, which node-postgres reads too. */
export function socketUrl(socketFolder: string, user: string, database: string): string {
	return `postgres://${user}@${encodeURIComponent(socketFolder)}/${database}`;
}

/** The same address with another database. */
export function withDatabase(url: string, database: string): string {
	const changed = new URL(url);
	changed.pathname = `/${encodeURIComponent(database)}`;
	return changed.href;
}

/**
 * The Unix socket folder that an address names, as its host (`postgres://user@%2Frun%2Fpg/db`) or as libpq's
 * `?host=/run/pg`; null when it names a network host.
 */
export function socketFolderOf(url: string): string | null {
	const { hostname, searchParams } = new URL(url);
	const host = searchParams.get('host') ?? decodeURIComponent(hostname);
	return host.startsWith('/') ? host : null;
}

/**
 * postgres.js over any PostgreSQL address: the one place that opens a connection, and so the one that says that a bigint arrives
 * as a number. The library itself takes no Unix socket in an address, and would send a `host` parameter to the server as a
 * setting; everything else about the address is its own business.
 */
export function connect(url: string, given: ClientOptions = {}): postgres.Sql {
	const options = { ...given, types: { bigint: bigintAsNumber } };
	const folder = socketFolderOf(url);
	if (folder === null) return postgres(url, options);
	const address = new URL(url);
	address.searchParams.delete('host');
	return postgres(address.href, { ...options, host: folder });
}
