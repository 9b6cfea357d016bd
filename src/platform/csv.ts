/** What a spreadsheet takes for a formula when a cell begins with it, full-width signs too (OWASP, CSV injection). */
const formula = /^[\s]*[=+\-@\t\r＝＋－＠]/;

/** A cell that no spreadsheet runs: what could be a formula is text after an apostrophe. Quoted when it has to be (RFC 4180). */
function safeCell(text: string): string {
	const safe = formula.test(text) ? `'${text}` : text;
	return /[",;\t\r\n]|^\s|\s$|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of a CSV file, for one that is written part by part; `CSV_MARK` goes before the first. */
export const csvLines = (rows: readonly (readonly string[])[]) =>
	rows.map((row) => `${row.map(safeCell).join(',')}\r\n`).join('');

/** The byte order mark by which Excel knows UTF-8. */
export const CSV_MARK = '\ufeff';

/** A CSV file for people: UTF-8 with a byte order mark, commas, CRLF. */
export const writeCsv = (rows: readonly (readonly string[])[]) => CSV_MARK + csvLines(rows);
