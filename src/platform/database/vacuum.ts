import { connect } from '#platform/postgres/url.ts';

/**
 * Frees the place of dead rows of these tables and of what their indexes say of them, over a connection of its own since no
 * transaction can, as the tables' owner. It takes its time, as the server's own vacuum does, and hinders nobody who reads or writes.
 */
export async function vacuum(ownerUrl: string, tables: readonly string[]): Promise<void> {
	const sql = connect(ownerUrl, {
		max: 1,
		prepare: false,
		connect_timeout: 10,
		connection: { application_name: 'customer-hub vacuum' },
		onnotice: () => undefined
	});
	try {
		await sql`set role hub_owner`;
		await sql`set vacuum_cost_delay = '2ms'`;
		// Of a few dead rows in a large table the indexes would otherwise be left as they are.
		await sql`vacuum (index_cleanup on) ${sql([...tables])}`;
	} finally {
		await sql.end({ timeout: 5 });
	}
}
