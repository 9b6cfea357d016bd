import { Readable } from 'node:stream';
import { notFound } from '#hub/errors.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Door } from './export-door.ts';
import * as sql from './export-sql.ts';

/** Name and version of the format; docs/export-format.md tells what each version says. */
const EXPORT_FORMAT = 'customer-hub-export/1';

/** The lists in the order in which they are written, after the customer herself. */
const lists: [name: string, read: (tx: Tx, part: sql.Part) => Promise<sql.Line[]>][] = [
	['inquiries', sql.inquiries],
	['messages', sql.messages],
	['quotes', sql.quotes],
	['payments', sql.payments],
	['referrals', sql.referrals],
	['documents', sql.documents]
];

/** An export whose customer was found: who she is, and its text in parts of a few megabytes at most. */
export type CustomerExport = { customerId: string; organization: string; name: string; text: Readable };

/**
 * S11, D5: everything that is held about a customer and is hers to have, as one JSON document. It is read part by part as it is
 * taken, in the order in which things happened, up to the moment of the call; memory stays flat however much it is. Throws not found for a
 * door that leads to nobody, and the text breaks off with it when the door closes meanwhile.
 */
export async function exportOf(door: Door): Promise<CustomerExport> {
	const head = await door(sql.head);
	if (!head) throw notFound('This customer');
	const { customerId, organization, name } = head;
	return { customerId, organization, name, text: Readable.from(textOf(door, head), { objectMode: false }) };
}

/** One line for each entry of a list: whoever looks into the file finds her way, and a program may read it by lines. */
export async function* textOf(door: Door, head: sql.Head): AsyncGenerator<string> {
	yield `{\n"format": ${JSON.stringify(EXPORT_FORMAT)},\n"exportedAt": "${head.exportedAt}",\n"customer": ${head.line}`;
	for (const [name, read] of lists) {
		yield `,\n"${name}": [`;
		let after: sql.Line | null = null;
		for (;;) {
			const part: sql.Part = { until: head.until, after };
			const rows: sql.Line[] = await door((tx) => read(tx, part));
			const last = rows.at(-1);
			if (!last) break;
			yield rows.map(({ line }, at) => (at || after ? `,\n${line}` : `\n${line}`)).join('');
			after = last;
		}
		yield after ? '\n]' : ']';
	}
	yield '\n}\n';
}
