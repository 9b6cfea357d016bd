import { z } from 'zod';
import { fields, type Columns, type Field } from './columns.ts';
import { MOST_COLUMNS } from './sheet.ts';

const meanings: readonly string[] = ['', ...fields];
const columnName = /^column-(\d{1,3})$/;

/** What the columns mean: `column-0`, `column-1` and so on, and `headed` when the first row holds their names. */
export const columnsForm = z
	.record(z.string(), z.string())
	.transform((form, context): { headed: boolean; columns: Columns } => {
		const columns: Columns = [];
		for (const [name, value] of Object.entries(form)) {
			const at = Number(columnName.exec(name)?.[1] ?? Number.NaN);
			if (name === 'headed' ? value === 'yes' : at < MOST_COLUMNS && meanings.includes(value)) {
				if (name !== 'headed') columns[at] = (value || null) as Field | null;
			} else context.addIssue({ code: 'custom', message: `This form does not know ${name} like that.` });
		}
		return { headed: form['headed'] === 'yes', columns: Array.from(columns, (field) => field ?? null) };
	});

/** A button and nothing else. */
export const emptyForm = z.strictObject({});
