import { setImmediate as turn } from 'node:timers/promises';
import { HubError, invalid, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { writeCsv } from '#platform/csv.ts';
import { isUuid } from '#platform/forms/text.ts';
import { normalizePhone } from '../phone.ts';
import { searchText } from '../search-text.ts';
import { insertCustomers, normalizeEmail, oneAdditionAtATime } from '../sql.ts';
import { mustChangeCustomers, withToken } from '../verbs.ts';
import { guessColumns, hasHeadings, widthOf, type Columns } from './columns.ts';
import { readCsv } from './csv.ts';
import { decodeText } from './encoding.ts';
import { dataRows, headingsOf, identityOf, readRow, type ReadRow } from './rows.ts';
import { FILE_TOO_LARGE, LARGEST_FILE, MOST_ROWS, type Sheet } from './sheet.ts';
import * as sql from './sql.ts';
import { isVcard, readVcards } from './vcard.ts';

/** What becomes of a row: added, or left out because an earlier row, or a customer, is the same person, or it is wrong. */
export type Fate = 'new' | 'twice' | 'here' | 'wrong';
type JudgedRow = ReadRow & { fate: Fate };

/** Rows checked or written before other requests get their turn. */
const AT_ONCE = 500;

/** Reads a file into rows. Throws `invalid` or `too-large` with a sentence for the field `file`; nothing is kept. */
export async function readFile(bytes: Uint8Array): Promise<Sheet> {
	if (bytes.byteLength > LARGEST_FILE) throw fileTooLarge();
	const text = decodeText(bytes);
	const sheet = await (isVcard(text) ? readVcards(text) : readCsv(text));
	if (dataRows(sheet, hasHeadings(sheet)).length > MOST_ROWS) {
		const sentence = `This file has more than ${MOST_ROWS.toLocaleString('en')} rows. Please split it into smaller files.`;
		throw invalid({ file: sentence }, sentence);
	}
	return sheet;
}

export function fileTooLarge(): HubError {
	return new HubError('too-large', FILE_TOO_LARGE, { file: FILE_TOO_LARGE });
}

/** Keeps a read file until its member says yes, an hour at most, and guesses what its columns mean. Answers its id. */
export function startImport(tx: Tx, actor: Member, fileName: string, sheet: Sheet): Promise<string> {
	mustChangeCustomers(actor);
	const headed = hasHeadings(sheet);
	const name = [...fileName.toWellFormed().replace(/\p{Cc}/gu, '')].slice(0, 255).join('');
	return sql.insertImport(tx, actor, { fileName: name, sheet, headed, columns: guessColumns(sheet, headed) });
}

export type Preview = {
	id: string;
	fileName: string;
	kind: Sheet['kind'];
	headed: boolean;
	/** Each column's heading, meaning, and first few cells. */
	columns: { heading: string; field: Columns[number]; sample: string[] }[];
	/** A column that can name a customer is chosen. */
	named: boolean;
	counts: Record<Fate, number>;
	/** The first rows, as they would be added. */
	first: {
		number: number;
		fate: Fate;
		name: string;
		email: string | null;
		phone: string | null;
		address: string | null;
	}[];
	/** The first that are wrong, and why. */
	faults: { number: number; column: string; sentence: string }[];
	result: sql.ImportResult | null;
};

const FIRST_ROWS = 10;
const FIRST_FAULTS = 20;

/** What would happen to each row now. Throws not found for another member's file, or one that was forgotten. */
export async function previewImport(tx: Tx, actor: Member, id: string): Promise<Preview> {
	const { sheet, headed, columns, result, fileName } = await own(tx, actor, id, false);
	const headings = headingsOf(sheet, headed);
	const judged = result ? [] : await judge(tx, sheet, headed, columns);
	const data = dataRows(sheet, headed);
	return {
		id,
		fileName,
		kind: sheet.kind,
		headed,
		columns: headings.map((heading, at) => ({
			heading,
			field: columns[at] ?? null,
			sample: data
				.flatMap((row) => row.cells[at] || [])
				.slice(0, 3)
				.map((cell) => cell.slice(0, 80))
		})),
		named: columns.some((field) => field === 'name' || field === 'given' || field === 'family'),
		counts: count(judged),
		first: judged
			.flatMap(({ row, fate, details }) => (details ? { number: row.number, fate, ...details } : []))
			.slice(0, FIRST_ROWS),
		faults: judged
			.flatMap(({ row, faults }) => (faults ?? []).map((fault) => ({ number: row.number, ...fault })))
			.slice(0, FIRST_FAULTS),
		result
	};
}

/** Says anew what the columns mean, in their order; too few or too many is `invalid`. */
export async function setColumns(
	tx: Tx,
	actor: Member,
	id: string,
	headed: boolean,
	columns: Columns
): Promise<void> {
	const found = await own(tx, actor, id, true);
	if (found.result) return;
	if (columns.length !== widthOf(found.sheet))
		throw invalid({ '': 'These are not the columns of this file. Please reload the page.' });
	const guessed = headed === found.headed ? columns : guessColumns(found.sheet, headed);
	await sql.updateColumns(tx, id, headed, guessed);
}

/**
 * Adds every row that is new, in this one transaction: all or none. Saying yes again answers as the first time. Of the file only
 * the rows that were wrong are kept, to be downloaded until the hour is over. `key` as for `addCustomer`.
 */
export async function carryOut(tx: Tx, actor: Member, id: string, key: Buffer): Promise<sql.ImportResult> {
	const { sheet, headed, columns, result: before } = await own(tx, actor, id, true);
	if (before) return before;
	await oneAdditionAtATime(tx, actor.orgId);
	const judged = await judge(tx, sheet, headed, columns);
	const fresh = judged.flatMap(({ fate, details }) => (fate === 'new' && details ? details : []));
	if (!fresh.length) throw invalid({ '': 'There is nobody new in this file.' });
	for (let at = 0; at < fresh.length; at += AT_ONCE) {
		await insertCustomers(
			tx,
			actor.orgId,
			fresh.slice(at, at + AT_ONCE).map((details) => withToken(actor.orgId, details, key))
		);
		await turn();
	}
	const { new: added, ...left } = count(judged);
	const result = { added, ...left };
	const wrong = new Set(judged.filter(({ fate }) => fate === 'wrong').map(({ row }) => row));
	const first = headed && sheet.kind === 'csv' ? sheet.rows.slice(0, 1) : [];
	const rows = wrong.size ? [...first, ...sheet.rows.filter((row) => wrong.has(row))] : [];
	await sql.finishImport(tx, id, result, { kind: sheet.kind, rows });
	return result;
}

/** Forgets the file. One that is gone already is as good. */
export async function discardImport(tx: Tx, actor: Member, id: string): Promise<void> {
	mustChangeCustomers(actor);
	if (isUuid(id)) await sql.deleteImport(tx, actor.memberId, id);
}

/** The rows that are wrong as a CSV file: as they were, with what is wrong before them. */
export async function wrongRows(tx: Tx, actor: Member, id: string): Promise<string> {
	const { sheet, headed, columns } = await own(tx, actor, id, false);
	const headings = headingsOf(sheet, headed);
	const lines = dataRows(sheet, headed).flatMap((row) => {
		const { faults } = readRow(row, columns, headings);
		if (!faults) return [];
		const sentences = faults.map(({ column, sentence }) => (column ? `${column}: ${sentence}` : sentence));
		return [[String(row.number), sentences.join(' '), ...headings.map((_, at) => row.cells[at] ?? '')]];
	});
	return writeCsv([[sheet.kind === 'vcard' ? 'Card' : 'Row', 'What is wrong', ...headings], ...lines]);
}

async function own(tx: Tx, actor: Member, id: string, lock: boolean): Promise<sql.ImportRow> {
	mustChangeCustomers(actor);
	const found = isUuid(id) ? await sql.importById(tx, actor.memberId, id, lock) : null;
	if (!found) throw notFound('This import');
	return found;
}

async function judge(tx: Tx, sheet: Sheet, headed: boolean, columns: Columns): Promise<JudgedRow[]> {
	const headings = headingsOf(sheet, headed);
	const read: ReadRow[] = [];
	for (const row of dataRows(sheet, headed)) {
		read.push(readRow(row, columns, headings));
		if (read.length % AT_ONCE === 0) await turn();
	}
	const details = read.flatMap((row) => row.details ?? []);
	const here = new Set((await known(tx, details)).map(identityOf));
	const seen = new Set<string>();
	return read.map((row) => {
		if (!row.details) return { ...row, fate: 'wrong' };
		const identity = identityOf(row.details);
		const fate = seen.has(identity) ? 'twice' : here.has(identity) ? 'here' : 'new';
		seen.add(identity);
		return { ...row, fate };
	});
}

function known(tx: Tx, details: Parameters<typeof searchText>[0][]): Promise<sql.Known[]> {
	const unreachable = details.filter(({ email, phone }) => email === null && phone === null);
	const sure = (texts: (string | null)[]) => [...new Set(texts.filter((text) => text !== null))];
	return sql.knownCustomers(
		tx,
		sure(details.map(({ email }) => normalizeEmail(email))),
		sure(details.map(({ email, phone }) => (email === null ? normalizePhone(phone) : null))),
		sure(unreachable.map((one) => [...searchText(one)].slice(0, 100).join('')))
	);
}

function count(judged: JudgedRow[]): Record<Fate, number> {
	const counts = { new: 0, twice: 0, here: 0, wrong: 0 };
	for (const { fate } of judged) counts[fate] += 1;
	return counts;
}
