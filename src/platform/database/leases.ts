import { Client } from 'pg';

/** Things of which only one process may have each, as long as it lives and the database hears it. */
export type Leases = {
	/** false: another process has it. */
	take(name: string): Promise<boolean>;
	giveBack(name: string): Promise<void>;
	/** Resolves when the connection is gone, and every lease with it. */
	lost: Promise<void>;
	close(): Promise<void>;
};

/** Opens a connection of its own, past any pooler, whose locks PostgreSQL lets go of when it ends. */
export async function openLeases(directUrl: string): Promise<Leases> {
	const client = new Client({
		connectionString: directUrl,
		options: '-c role=hub_worker',
		application_name: 'customer-hub leases',
		keepAlive: true
	});
	const lost = new Promise<void>((resolve) => {
		client.on('error', () => resolve());
		client.on('end', () => resolve());
	});
	await client.connect();
	return {
		async take(name) {
			const { rows } = await client.query<{ taken: boolean }>(
				'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
				[name]
			);
			return rows[0]?.taken ?? false;
		},
		async giveBack(name) {
			await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
		},
		lost,
		close: () => client.end()
	};
}
