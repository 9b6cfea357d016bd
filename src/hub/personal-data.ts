/** The keys of the export (docs/export-format.md); fixed, because programs of others read them. */
export type ExportKey =
	'customer' | 'inquiries' | 'messages' | 'quotes' | 'payments' | 'referrals' | 'documents';

/** Where in the export a column is found: `customer.name`, `messages[].attachments[].name`. */
export type ExportPath = `${ExportKey}.${string}` | `${ExportKey}[].${string}`;

/** How the rows of one customer are found. */
export type Finding =
	/** The column that holds her id. */
	| { by: string }
	/** The column `by` names a row of `through` that is hers, by that table's column `of` (its `id` unless said otherwise). */
	| { through: string; by: string; of?: string }
	/** Columns whose text or JSON mentions her: an id of her or of her rows, an address or number of hers. */
	| { mentionedIn: readonly string[] };

/** What an erasure does with rows found so. */
export type Erasure =
	| 'deleted'
	/** The row stays, these columns become null, empty or a stand-in. */
	| { stripped: readonly string[]; because: string }
	| { kept: string };

/** Of rows found in one way, those alone in which this column is empty, is not, or says just this. */
export type Only = { empty: string } | { filled: string } | { column: string; says: string };

export type Rows = Finding & {
	erased: Erasure;
	only?: Only;
	/** Why rows found in this way are in no export, though their columns are for others. */
	withheld?: string;
};

/** A column is in the export under one path or several, or is not, for a reason. */
export type Column = { as: ExportPath | readonly ExportPath[] } | { not: string };

/** What a table holds about a customer, column by column; or that it holds nothing, and why. */
export type Claim =
	| { rows: readonly Rows[]; columns: Readonly<Record<string, Column>> }
	| { nothing: string; columns: readonly string[] };

/**
 * What a domain holds about a customer, by table: declared in the `personal-data.ts` of each domain, gathered in
 * hub/privacy/registry.ts, which export, erasure and trace walk. tests/database/personal-data.test.ts fails on any table or column
 * of the catalogue that is not claimed.
 */
export type PersonalData = Readonly<Record<string, Claim>>;

/** A column that is exported as `path`. */
export const as = (...path: [ExportPath, ...ExportPath[]]): Column => ({ as: path });
/** A column that is not exported, and why. */
export const not = (reason: string): Column => ({ not: reason });

/** Reasons that many columns share. */
export const technical = not('A technical key that says nothing about her.');
export const secret = not('A secret, or what one could be found by.');
export const colleague = not('Who of the business it was: data of a member, not hers.');
export const derived = (from: string) => not(`Made from ${from}, which is exported.`);
export const internal = (what: string) => not(`D10: ${what} is private to the business.`);
