/** Where the fault lies outside of the program: the network, the name, the login, the database's name, or its being busy. */
const network = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ETIMEDOUT',
	'CONNECT_TIMEOUT',
	'CONNECTION_CLOSED'
]);
/** SQLSTATE: class 08 connection, class 28 login, 3D000 no such database, 53300 too many connections, 57P03 still starting. */
const refusal = /^(08...|28...|3D000|53300|57P03)$/;

/** The server's or the network's own words for why there is no connection; null: `error` is something else. */
export function whyUnreachable(error: unknown): string | null {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
	const ofConnecting = 'syscall' in error && error.syscall === 'connect';
	if (!ofConnecting && !network.has(error.code) && !refusal.test(error.code)) return null;
	return error.message || error.code;
}
