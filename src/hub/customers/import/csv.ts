import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { invalid } from '#hub/errors.ts';
import { MOST_COLUMNS, MOST_LINES, MOST_ROWS, type Sheet, type SheetRow } from './sheet.ts';

/** Of two that part the lines alike, the one that is rarer in text comes first. */
const delimiters = ['\t', ';', '|', ','] as const;
export type Delimiter = (typeof delimiters)[number];

/** Characters handed to the parser at a time. */
const CHUNK = 64 * 1024;
/** Rows that the parser gives before other requests get their turn. */
const AT_ONCE = 500;
/** Characters that one row may have: more than any honest one, little enough to refuse a quote that never ends. */
const LONGEST_ROW = 200_000;

/** An apostrophe that keeps a spreadsheet from running the cell, as our own files have it (platform/csv.ts). */
const guarded = /^'(?=\s*[=+\-@＝＋－＠])/;

/** Reads comma-separated text and its relatives. Throws `invalid` with the row when it cannot be read, or is too long. */
export async function readCsv(text: string): Promise<Sheet> {
	const { body, delimiter } = delimiterOf(text);
	const parser = parse({
		delimiter,
		relax_column_count: true,
		relax_quotes: true,
		max_record_size: LONGEST_ROW,
		skip_empty_lines: false
	});
	const rows: SheetRow[] = [];
	let number = 0;
	feed(parser, body.slice(0, endOf(body, delimiter)));
	try {
		for await (const record of parser as AsyncIterable<string[]>) {
			number += 1;
			if (number % AT_ONCE === 0) await turn();
			if (number > MOST_LINES) throw tooManyLines();
			const cells = record.map((cell) => cell.trim().replace(guarded, ''));
			if (!cells.some(Boolean)) continue;
			while (cells.at(-1) === '') cells.pop();
			if (cells.length > MOST_COLUMNS)
				throw fault(`Row ${number} has ${cells.length} columns; ${MOST_COLUMNS} is the most.`);
			// One more than may be imported, since the first row may hold the columns' names.
			if (rows.length > MOST_ROWS) throw tooMany();
			rows.push({ number, cells });
		}
	} catch (error) {
		if (error instanceof CsvError) throw fault(csvFault(error, Number(error['records'] ?? number) + 1));
		throw error;
	}
	return { kind: 'csv', rows };
}

export const tooMany = () =>
	fault(
		`This file has more than ${MOST_ROWS.toLocaleString('en')} rows. Please split it into smaller files.`
	);

const tooManyLines = () =>
	fault(
		`This file has more than ${MOST_LINES.toLocaleString('en')} lines. Please delete the empty ones, or split it.`
	);

function fault(sentence: string) {
	return invalid({ file: sentence }, sentence);
}

function csvFault(error: CsvError, row: number): string {
	if (error.code === 'CSV_QUOTE_NOT_CLOSED')
		return `Row ${row}: a quotation mark is opened and never closed.`;
	if (error.code === 'CSV_MAX_RECORD_SIZE') return `Row ${row} is far too long. Is a quotation mark missing?`;
	return `Row ${row} could not be read. Is a quotation mark missing?`;
}

/** Where the last row ends that says anything: spreadsheets save rows without number that were only ever coloured. */
function endOf(text: string, delimiter: Delimiter): number {
	let end = text.length;
	while (end > 0 && (text[end - 1] === delimiter || text[end - 1]?.trim() === '')) end -= 1;
	return end;
}

function feed(parser: ReturnType<typeof parse>, text: string): void {
	let at = 0;
	const more = () => {
		while (at < text.length) {
			const chunk = text.slice(at, (at += CHUNK));
			if (!parser.write(chunk)) return void parser.once('drain', more);
		}
		parser.end();
	};
	more();
}

/** What parts the columns: named in a first line `sep=;` as Excel writes it, else what parts the first lines most evenly. */
export function delimiterOf(text: string): { body: string; delimiter: Delimiter } {
	const named = /^sep=([,;\t|])\r?\n/i.exec(text);
	if (named) return { body: text.slice(named[0].length), delimiter: named[1] as Delimiter };
	const lines = text
		.slice(0, 20_000)
		.replace(/"(?:[^"]|"")*"/g, '')
		.split(/\r\n|\r|\n/)
		.filter(Boolean)
		.slice(0, 20);
	const counts = delimiters.map((delimiter) => {
		const perLine = lines.map((line) => line.split(delimiter).length - 1);
		const usual = perLine[0] ?? 0;
		return { delimiter, usual, even: perLine.filter((n) => n === usual && n > 0).length };
	});
	const best = counts.reduce((a, b) => (b.even > a.even || (b.even === a.even && b.usual > a.usual) ? b : a));
	return { body: text, delimiter: best.even ? best.delimiter : ',' };
}
