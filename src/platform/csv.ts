/** What a spreadsheet takes for a formula when a cell begins with it, full-width signs too (OWASP, CSV injection). */
const formula = /^[\s]*[=+\-@\t\r＝＋－＠]/;

/** A cell that no spreadsheet runs: what could be a formula is text after an apostrophe. Quoted when it has to be (RFC 4180). */
function safeCell(text: string): string {
	const safe = formula.test(text) ? `'${text}` : text;
	return /[",;\t\r\n]|^\s|\s$|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A CSV file for people: UTF-8 with a byte order mark, by which Excel knows it, commas, CRLF. */
export const writeCsv = (rows: readonly (readonly string[])[]) =>
	`\ufeff${rows.map((row) => `${row.map(safeCell).join(',')}\r\n`).join('')}`;
