import { readFields } from '#platform/forms/forms.ts';
import { normalizePhone } from '../phone.ts';
import { customerDetails, type CustomerDetails } from '../schema.ts';
import { fold, searchText } from '../search-text.ts';
import { normalizeEmail } from '../sql.ts';
import { cardColumns } from './vcard.ts';
import { widthOf, type Columns, type Field } from './columns.ts';
import type { Sheet, SheetRow } from './sheet.ts';

/** What is wrong with a row: in which column, by its heading, and a sentence. */
export type Fault = { column: string; sentence: string };

/** A row as a customer, or why it cannot be one. */
export type ReadRow =
	| { row: SheetRow; details: CustomerDetails; faults: null }
	| { row: SheetRow; details: null; faults: Fault[] };

/** What is known of a customer by a form's field, and by which columns' meanings. */
const sources: Record<keyof CustomerDetails, Field[]> = {
	name: ['name', 'given', 'family'],
	email: ['email'],
	phone: ['phone'],
	address: ['address'],
	locale: ['language']
};

/** The columns' headings; without any: "Column 3". */
export function headingsOf(sheet: Sheet, headed: boolean): string[] {
	if (sheet.kind === 'vcard') return cardColumns;
	const first = headed ? sheet.rows[0]?.cells : undefined;
	return Array.from({ length: widthOf(sheet) }, (_, at) => first?.[at] || `Column ${at + 1}`);
}

/** The rows below the headings. */
export const dataRows = (sheet: Sheet, headed: boolean) =>
	headed && sheet.kind === 'csv' ? sheet.rows.slice(1) : sheet.rows;

export function readRow(row: SheetRow, columns: Columns, headings: string[]): ReadRow {
	const cells = (...wanted: Field[]) =>
		wanted.flatMap((field) => row.cells.filter((cell, at) => cell !== '' && columns[at] === field));
	const result = readFields(customerDetails, {
		name: (cells('name').length ? cells('name') : cells('given', 'family')).join(' '),
		email: cells('email')[0] ?? '',
		phone: cells('phone')[0] ?? '',
		address: cells('address').join(', '),
		locale: cells('language')[0] ?? ''
	});
	if (result.ok) return { row, details: result.data, faults: null };
	const faults = Object.entries(result.errors).map(([field, sentence]) => {
		const meant = sources[field as keyof CustomerDetails];
		const at = columns.findIndex((column) => column !== null && meant.includes(column));
		return { column: headings[at] ?? '', sentence };
	});
	return { row, details: null, faults };
}

/**
 * Who a row is, for telling that somebody is there already: by address; else by number and name together, since families share
 * a number; else by the name alone among those of whom nothing else is known.
 */
export function identityOf(details: Pick<CustomerDetails, 'name' | 'email' | 'phone'>): string {
	const email = normalizeEmail(details.email);
	if (email !== null) return `email ${email}`;
	const phone = normalizePhone(details.phone);
	if (phone !== null) return `phone ${phone} ${fold(details.name)}`;
	return `name ${searchText(details)}`;
}
