import type postgres from 'postgres';
import { isErrno } from '#platform/errno.ts';
import { connect } from '#platform/postgres/url.ts';

/** The three roles that answer requests and do background work; none owns a table or bypasses row-level security. */
export type Role = 'hub_member' | 'hub_customer' | 'hub_worker';

/** Settings that the policies of db/migrations compare with. */
export type Scope = { org?: string; customer?: string; person?: string };

/** One transaction, already in its role and scope. Passed explicitly to every verb that reads or writes. */
export type Tx = postgres.TransactionSql;

export type Database = {
	/**
	 * Runs `work` in one transaction of `role` and `scope`; commits when it resolves, rolls back when it rejects. Where others are in
	 * the way at that very moment, it runs again, a few times at most: what it does outside of the database must bear that.
	 */
	transaction<T>(
		role: Role,
		scope: Scope,
		work: (tx: Tx) => Promise<T>,
		mode?: 'read write' | 'read only'
	): Promise<T>;
	/** For single statements that set role and scope by themselves (the portal's page) or need none (readiness). */
	statement: postgres.Sql;
	close(): Promise<void>;
};

export type ConnectOptions = {
	/** Connections at most. */
	max: number;
	/** false behind a transaction pooler, where named statements fail. */
	prepare: boolean;
	onNotice?: (message: string) => void;
};

/** Deadlock_detected and serialization_failure: the server took everything back because of others, and says to try again. */
export const isInTheWay = (cause: unknown): boolean => isErrno(cause, '40P01', '40001');

/** How often work is begun that others were in the way of. */
const ATTEMPTS = 3;

async function insisting<T>(begin: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
	try {
		return await begin();
	} catch (cause) {
		if (attempts <= 1 || !isInTheWay(cause)) throw cause;
		return insisting(begin, attempts - 1);
	}
}

/** Opens a pool as the app's own login. Nothing connects before the first statement. */
export function openDatabase(url: string, options: ConnectOptions): Database {
	const sql = connect(url, {
		max: options.max,
		prepare: options.prepare,
		connection: { application_name: 'customer-hub' },
		transform: { undefined: null },
		connect_timeout: 10,
		onnotice: (notice) => options.onNotice?.(notice['message'] ?? '')
	});
	return {
		statement: sql,
		transaction: (role, scope, work, mode = 'read write') =>
			insisting(
				() =>
					sql.begin(mode, async (tx) => {
						// Not awaited on its own: it travels with the first statement of `work` on the same connection, in order.
						const scoped =
							tx`select set_config('role', ${role}, true), set_config('hub.org_id', ${scope.org ?? ''}, true),
							set_config('hub.customer_id', ${scope.customer ?? ''}, true), set_config('hub.person_id', ${scope.person ?? ''}, true)`.execute();
						const [, result] = await Promise.all([scoped, work(tx)]);
						return result;
					}) as Promise<never>
			),
		close: () => sql.end({ timeout: 5 })
	};
}
