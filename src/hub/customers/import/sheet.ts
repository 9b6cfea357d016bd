/** Rows that one import may have. */
export const MOST_ROWS = 10_000;
/** Lines that its file may have, empty ones among them: more than any sheet of so many rows has in earnest. */
export const MOST_LINES = 50_000;
/** Bytes that its file may have. */
export const LARGEST_FILE = 5 * 1024 * 1024;
export const FILE_TOO_LARGE = 'This file is larger than 5 MB. Please split it into smaller files.';
/** Columns that a file may have; address books have some eighty. */
export const MOST_COLUMNS = 200;

/** One row of a file: `number` as a spreadsheet counts it, from 1; of cards: which card of the file it is. */
export type SheetRow = { number: number; cells: string[] };

/** A file read, before anybody said what its columns mean. Empty rows are not among its rows. */
export type Sheet = { kind: 'csv' | 'vcard'; rows: SheetRow[] };
