import { Readable } from 'node:stream';
import { forbidden } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { countAttempts } from '#hub/people/limits.ts';
import { CSV_MARK, csvLines } from '#platform/csv.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './everything-sql.ts';
import { canExportCustomers } from './policy.ts';

/** Reads in a transaction of its own that asks anew whether the reader still may. */
export type Read = <T>(read: (tx: Tx) => Promise<T>) => Promise<T>;

const notOurs = () => forbidden('Only an owner or admin takes the list of customers along. Ask one of them.');

/**
 * An owner or admin takes the list of customers along, for a spreadsheet: UTF-8, and no cell that one would run. It is read part by
 * part as it is taken, so that memory stays flat, and breaks off when she is neither any more. Each customer's timeline says that
 * her data was taken. Throws forbidden and `too-many`.
 */
export async function exportCustomers(
	hub: Pick<Instance, 'database' | 'secrets'>,
	actor: Member
): Promise<{ organization: string; text: Readable }> {
	if (!canExportCustomers(actor.role)) throw notOurs();
	await countAttempts(hub, [['export of an organization', actor.orgId]]);
	const read: Read = (work) =>
		asMember(hub.database, actor, async (tx) => {
			const [role, found] = await Promise.all([sql.roleNow(tx), work(tx)]);
			if (!role || !canExportCustomers(role)) throw notOurs();
			return found;
		});
	const organization = await read(sql.ownedOrganization);
	await read((tx) => sql.recordForAll(tx, actor.memberId));
	return {
		organization: organization?.name ?? '',
		text: Readable.from(customersCsv(read), { objectMode: false })
	};
}

export async function* customersCsv(read: Read): AsyncGenerator<string> {
	yield (
		CSV_MARK + csvLines([['Name', 'Email', 'Phone', 'Address', 'Language', 'Preferences', 'Added', 'Id']])
	);
	let after: string | null = null;
	for (;;) {
		const from: string | null = after;
		const rows: sql.CsvCustomer[] = await read((tx) => sql.customerRows(tx, from));
		const last = rows.at(-1);
		if (!last) return;
		yield csvLines(
			rows.map((row) => [
				row.name,
				row.email ?? '',
				row.phone ?? '',
				row.address ?? '',
				row.locale ?? '',
				row.preferences,
				row.createdAt.toISOString(),
				row.id
			])
		);
		after = last.id;
	}
}
