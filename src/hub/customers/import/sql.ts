import type { Tx } from '#platform/database/database.ts';
import type { Columns, Field } from './columns.ts';
import type { Sheet, SheetRow } from './sheet.ts';

/** How an import ended: customers added, and rows left out because they say the same as another, are here already, or are wrong. */
export type ImportResult = { added: number; twice: number; here: number; wrong: number };

export type ImportRow = {
	id: string;
	fileName: string;
	sheet: Sheet;
	headed: boolean;
	columns: Columns;
	/** null: not imported yet. */
	result: ImportResult | null;
};

/** Rows are kept as `[number, ...cells]`. */
function pack({ kind, rows }: Sheet): Buffer {
	return Buffer.from(JSON.stringify({ kind, rows: rows.map(({ number, cells }) => [number, ...cells]) }));
}

function unpack(bytes: Buffer): Sheet {
	const { kind, rows } = JSON.parse(bytes.toString()) as {
		kind: Sheet['kind'];
		rows: [number, ...string[]][];
	};
	return { kind, rows: rows.map(([number, ...cells]): SheetRow => ({ number, cells })) };
}

const packColumns = (columns: Columns) => columns.map((field) => field ?? '');

/** Takes the place of whatever the same member had waiting. */
export async function insertImport(
	tx: Tx,
	owner: { orgId: string; memberId: string },
	file: Pick<ImportRow, 'fileName' | 'sheet' | 'headed' | 'columns'>
): Promise<string> {
	await tx`delete from customer_imports where org_id = ${owner.orgId} and member_id = ${owner.memberId}`;
	const [row] = await tx<{ id: string }[]>`
		insert into customer_imports (org_id, member_id, file_name, sheet, headed, columns)
		values (${owner.orgId}, ${owner.memberId}, ${file.fileName}, ${pack(file.sheet)}, ${file.headed}, ${packColumns(file.columns)})
		returning id`;
	return row?.id ?? '';
}

/** The member's own. With `lock`, until the end of the transaction nobody else carries it out. */
export async function importById(
	tx: Tx,
	memberId: string,
	id: string,
	lock: boolean
): Promise<ImportRow | null> {
	const [row] = await tx<(Omit<ImportRow, 'sheet' | 'columns'> & { sheet: Buffer; columns: string[] })[]>`
		select id, file_name as "fileName", sheet, headed, columns, result from customer_imports
		where org_id = scope_org() and id = ${id} and member_id = ${memberId} and expires_at > now()
		${lock ? tx`for update` : tx``}`;
	return (
		(row && {
			...row,
			sheet: unpack(row.sheet),
			columns: row.columns.map((field) => (field || null) as Field | null)
		}) ??
		null
	);
}

export async function updateColumns(tx: Tx, id: string, headed: boolean, columns: Columns): Promise<void> {
	await tx`update customer_imports set headed = ${headed}, columns = ${packColumns(columns)}
		where org_id = scope_org() and id = ${id}`;
}

export async function finishImport(tx: Tx, id: string, result: ImportResult, left: Sheet): Promise<void> {
	await tx`update customer_imports set result = ${tx.json(result)}, sheet = ${pack(left)}
		where org_id = scope_org() and id = ${id}`;
}

export async function deleteImport(tx: Tx, memberId: string, id: string): Promise<void> {
	await tx`delete from customer_imports where org_id = scope_org() and id = ${id} and member_id = ${memberId}`;
}

export async function forgetImports(tx: Tx): Promise<void> {
	await tx`select gate.forget_customer_imports()`;
}

export type Known = { name: string; email: string | null; phone: string | null };

/** Customers who have one of these normalized addresses or numbers, or one of these texts as the beginning of their search text. */
export function knownCustomers(
	tx: Tx,
	emails: string[],
	phones: string[],
	sortNames: string[]
): Promise<Known[]> {
	return tx<Known[]>`
		select name, email, phone from customers
		where email_normalized = any(${emails}) or phone_normalized = any(${phones}) or sort_name = any(${sortNames})
		union all
		select c.name, case a.kind when 'email' then a.shown end, case a.kind when 'phone' then a.shown end
		from customer_aliases a join customers c on c.org_id = a.org_id and c.id = a.customer_id
		where a.org_id = (select scope_org())
			and (a.kind = 'email' and a.normalized = any(${emails}) or a.kind = 'phone' and a.normalized = any(${phones}))`;
}
