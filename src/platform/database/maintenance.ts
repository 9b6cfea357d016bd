import type postgres from 'postgres';
import { connect } from '#platform/postgres/url.ts';
import type { Tx } from './database.ts';

/**
 * The operator's own door: hub_owner sees every organization. Only commands open it (`hub demo`, `hub seed`, `hub doctor`,
 * `hub create-owner`); no process that answers requests can.
 */
export type Maintenance = {
	/** Runs `work` in one transaction as hub_owner; commits when it resolves, rolls back when it rejects. */
	transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
	/** Runs `work` while no other process of this database is in a turn of the same `name`. */
	inTurn<T>(name: string, work: () => Promise<T>): Promise<T>;
	close(): Promise<void>;
};

/** First key of our advisory locks of turns; the second is a hash of the name. */
const TURN = 7_246_103;

/** Opens a few connections with the login for migrations. Nothing connects before the first statement. */
export function openMaintenance(ownerUrl: string): Maintenance {
	const sql = connect(ownerUrl, {
		max: 4,
		prepare: false,
		connect_timeout: 10,
		connection: { application_name: 'customer-hub maintenance' },
		transform: { undefined: null },
		onnotice: () => undefined
	});
	return {
		transaction: (work) =>
			sql.begin(async (tx) => {
				await tx`set local role hub_owner`;
				return work(tx);
			}) as Promise<never>,
		inTurn: (name, work) => inTurn(sql, name, work),
		close: () => sql.end({ timeout: 5 })
	};
}

/** The lock lives in a transaction of its own: it goes when the process dies, and needs no session of a pooler. */
function inTurn<T>(sql: postgres.Sql, name: string, work: () => Promise<T>): Promise<T> {
	return sql.begin(async (tx) => {
		await tx`select pg_advisory_xact_lock(${TURN}, hashtext(${name}))`;
		return work();
	}) as Promise<T>;
}
