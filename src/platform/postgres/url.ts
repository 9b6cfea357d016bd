import postgres from 'postgres';

/** postgres.js's own options. */
export type ClientOptions = postgres.Options<Record<string, postgres.PostgresType>>;

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
 * postgres.js over any PostgreSQL address. The library itself takes no Unix socket in an address, and would send a
 * `host` parameter to the server as a setting; everything else about the address is its own business.
 */
export function connect(url: string, options: ClientOptions = {}): postgres.Sql {
	const folder = socketFolderOf(url);
	if (folder === null) return postgres(url, options);
	const address = new URL(url);
	address.searchParams.delete('host');
	return postgres(address.href, { ...options, host: folder });
}
