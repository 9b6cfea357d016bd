/** W2: a case's number as people see and say it, such as `YS-000123`. */
export const caseNumber = (prefix: string, number: number) => `${prefix}-${String(number).padStart(6, '0')}`;

/** The largest number a row can have (a PostgreSQL integer). */
const LARGEST = 2_147_483_647;

/** What somebody typed to find a case: `YS-000123`, `ys 123`, `#123` or `123`. The prefix is null when none was given. */
export function readCaseNumber(text: string): { prefix: string | null; number: number } | null {
	const match = /^\s*(?:#|([a-z]{2,4})[-\s]*)?0*(\d{1,10})\s*$/i.exec(text);
	const number = Number(match?.[2]);
	if (!match || number < 1 || number > LARGEST) return null;
	return { prefix: match[1]?.toUpperCase() ?? null, number };
}
