import { makeZip } from 'client-zip';
import { forbidden } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { countAttempts } from '#hub/people/limits.ts';
import { entryName } from '#platform/archive/names.ts';
import type { Instance } from '#platform/instance.ts';
import { customersCsv, type Read } from './customers-csv.ts';
import { written } from './everything-tables.ts';
import * as sql from './everything-sql.ts';
import { canExportEverything } from './policy.ts';
import { bytesOf } from './stored-bytes.ts';

type Hub = Pick<Instance, 'database' | 'secrets' | 'storage' | 'log'>;
type Entry = { name: string; lastModified: Date; input: AsyncIterable<Uint8Array | string> | string };

const onlyTheOwner = () => forbidden('Only the owner takes the whole business along. Ask them.');

/**
 * The owner takes her whole business along: every table as lines of JSON, customers as CSV too, and every file. It is written as it is
 * taken and read part by part, so that memory stays flat; each part asks anew whether she is the owner, and where she is not any
 * more, it breaks off. Each customer's timeline says that her data was taken. Throws forbidden and `too-many`.
 */
export async function exportEverything(
	hub: Hub,
	actor: Member
): Promise<{ organization: string; zip: ReadableStream<Uint8Array> }> {
	if (!canExportEverything(actor.role)) throw onlyTheOwner();
	await countAttempts(hub, [['export of an organization', actor.orgId]]);
	const read: Read = (work) =>
		asMember(hub.database, actor, async (tx) => {
			const [organization, found] = await Promise.all([sql.ownedOrganization(tx), work(tx)]);
			if (!organization?.owned) throw onlyTheOwner();
			return found;
		});
	const organization = await read(sql.ownedOrganization);
	await read((tx) => sql.recordForAll(tx, actor.memberId));
	const entries = entriesOf(hub, read, organization?.name ?? '');
	return { organization: organization?.name ?? '', zip: makeZip(entries, { buffersAreUTF8: true }) };
}

async function* entriesOf(hub: Hub, read: Read, organization: string): AsyncGenerator<Entry> {
	const lastModified = new Date();
	const faults: string[] = [];
	yield { name: 'customers.csv', lastModified, input: customersCsv(read) };
	yield { name: 'data/members.jsonl', lastModified, input: jsonLines(await read(sql.colleagues)) };
	for (const table of written)
		yield { name: `data/${table.table}.jsonl`, lastModified, input: linesOf(read, table) };
	for (const table of ['documents', 'attachments'] as const)
		for await (const file of filesOf(read, table)) {
			const name = `${table}/${file.id}/${entryName(file.name)}`;
			const stored = await bytesOf(hub, file, () => read((tx) => sql.isStored(tx, table, file)));
			if (stored === 'deleted') continue;
			if (stored === 'missing') {
				faults.push(`${name}: not found`);
				continue;
			}
			yield { name, lastModified: file.createdAt, input: stored.bytes };
			if (!stored.isWhole()) faults.push(`${name}: damaged, these are not the bytes that were kept`);
		}
	yield { name: 'README.txt', lastModified, input: readme(organization, lastModified, faults) };
}

async function* linesOf(read: Read, table: sql.WrittenTable): AsyncGenerator<string> {
	let after: string | null = null;
	for (;;) {
		const from: string | null = after;
		const rows: sql.TableLine[] = await read((tx) => sql.tableLines(tx, table, from));
		const last = rows.at(-1);
		if (!last) return;
		yield rows.map(({ line }) => `${line}\n`).join('');
		after = last.key;
	}
}

const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function* filesOf(read: Read, table: 'documents' | 'attachments'): AsyncGenerator<sql.StoredFile> {
	let after: string | null = null;
	for (;;) {
		const from: string | null = after;
		const files: sql.StoredFile[] = await read((tx) => sql.storedFiles(tx, table, from));
		const last = files.at(-1);
		if (!last) return;
		yield* files;
		after = last.id;
	}
}

const readme = (organization: string, madeAt: Date, faults: string[]) =>
	[
		`Everything of ${organization}, ${madeAt.toISOString()}`,
		'',
		'customers.csv           customers, for a spreadsheet',
		'data/kept_invoices.jsonl  of customers who were deleted: number, date, tax and total of invoices and receipts',
		'data/<table>.jsonl      every row of a table, one JSON object a line; rows name each other by id',
		'documents/<id>/<name>   files shared with customers; <id> is the row of data/documents.jsonl',
		'attachments/<id>/<name> files of messages; <id> is the row of data/attachments.jsonl',
		'',
		'Money is in minor units (cents) beside its currency, times are ISO 8601.',
		'Passwords, secret links, and what is kept sealed (mail and WhatsApp settings) are not in it.',
		'',
		faults.length
			? `These files are not as they should be:\r\n${faults.join('\r\n')}`
			: 'All files that the rows name are in it.',
		''
	].join('\r\n');
