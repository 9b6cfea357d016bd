import postgres from 'postgres';

/** The app's own login, statement and number of connections. postgres.js takes no Unix socket in an address. */
const url = new URL(process.env.DATABASE_URL ?? 'postgres://localhost');
const socket = process.env.DATABASE_SOCKET;
if (socket) url.hostname = 'localhost';

export const sql = (globalThis.benchSql ??= postgres(url.href, { max: 10, ...(socket && { host: socket }) }));
