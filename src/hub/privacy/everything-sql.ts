import type { MemberRole } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';

/** A table as it is written: its rows in the order of `key`, without the columns that `hidden` names. */
export type WrittenTable = {
	table: string;
	key: string;
	hidden: readonly string[];
	heavy?: readonly string[];
};

export type TableLine = { key: string; line: string };

/** Rows that are read at once, and bytes of their heavy columns. */
const ROWS = 500;
const BYTES = 4_000_000;

/** Whether the person of this transaction is the owner at this moment, and the organization's name. */
export async function ownedOrganization(tx: Tx): Promise<{ name: string; owned: boolean } | null> {
	const [row] = await tx<{ name: string; owned: boolean }[]>`
		select name, coalesce(gate.my_role() = 'owner', false) as owned from organizations where id = (select scope_org())`;
	return row ?? null;
}

/** The role of the person of this transaction at this moment; null: none any more. */
export async function roleNow(tx: Tx): Promise<MemberRole | null> {
	const [row] = await tx<{ role: MemberRole | null }[]>`select gate.my_role() as role`;
	return row?.role ?? null;
}

/** The next rows after `after`, each as one line of JSON. */
export function tableLines(tx: Tx, it: WrittenTable, after: string | null): Promise<TableLine[]> {
	const key = tx(it.key);
	const weight = (it.heavy ?? []).map((column) => tx`+ coalesce(octet_length(${tx(column)}), 0)`);
	const organization = tx(it.table === 'organizations' ? 'id' : 'org_id');
	return tx<TableLine[]>`
		select t.${key}::text as key, (to_jsonb(t) - ${['org_id', 'weighed', ...it.hidden]}::text[])::text as line
		from (
			select t.*, sum(0 ${weight.reduce((sum, part) => tx`${sum} ${part}`, tx``)})
				over (order by ${key} rows between unbounded preceding and 1 preceding) as weighed
			from (select * from ${tx(it.table)} where ${organization} = (select scope_org())
				${after ? tx`and ${key} > ${after}::uuid` : tx``} order by ${key} limit ${ROWS}) t
		) t where coalesce(t.weighed, 0) <= ${BYTES} order by t.${key}`;
}

export type Colleague = { id: string; name: string; email: string; role: string };

export function colleagues(tx: Tx): Promise<Colleague[]> {
	return tx<Colleague[]>`
		select members.id, people.name, people.email, members.role from members join people on people.id = members.person_id
		where members.org_id = (select scope_org()) order by members.created_at, members.id`;
}

export type CsvCustomer = {
	id: string;
	name: string;
	email: string | null;
	phone: string | null;
	address: string | null;
	locale: string | null;
	preferences: string;
	createdAt: Date;
};

export function customerRows(tx: Tx, after: string | null): Promise<CsvCustomer[]> {
	return tx<CsvCustomer[]>`
		select id, name, email, phone, address, locale, preferences, created_at as "createdAt" from customers
		where org_id = (select scope_org()) ${after ? tx`and id > ${after}::uuid` : tx``} order by id limit ${ROWS}`;
}

export type StoredFile = {
	id: string;
	key: string;
	name: string;
	size: number;
	sha256: Buffer;
	createdAt: Date;
};

export function storedFiles(
	tx: Tx,
	table: 'documents' | 'attachments',
	after: string | null
): Promise<StoredFile[]> {
	return tx<StoredFile[]>`
		select id, object_key as key, name, size, sha256, created_at as "createdAt" from ${tx(table)}
		where org_id = (select scope_org()) ${after ? tx`and id > ${after}::uuid` : tx``} order by id limit ${ROWS}`;
}

export async function isStored(
	tx: Tx,
	table: 'documents' | 'attachments',
	file: StoredFile
): Promise<boolean> {
	const rows = await tx`select from ${tx(table)}
		where org_id = (select scope_org()) and id = ${file.id} and object_key = ${file.key}`;
	return rows.length > 0;
}

/** In each customer's timeline stands that her data was taken. */
export async function recordForAll(tx: Tx, memberId: string): Promise<void> {
	await tx`insert into customer_accesses (org_id, customer_id, kind, who, member_id)
		select org_id, id, 'data_exported', 'member', ${memberId} from customers where org_id = (select scope_org())`;
}
