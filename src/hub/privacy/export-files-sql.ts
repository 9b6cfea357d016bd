import type { Tx } from '#platform/database/database.ts';
import type { Line, Part } from './export-sql.ts';

export type FileKind = 'documents' | 'attachments';

/** A file of hers, and where the list goes on after it. */
export type OwnFile = Pick<Line, 'at' | 'id'> & {
	key: string;
	name: string;
	label: string | null;
	/** Bytes. */
	size: number;
	sha256: Buffer;
	createdAt: Date;
};

/** Files that are read at once. */
const FILES = 200;

/** Documents, or files of messages, of the scope's customer; oldest first. As the lists of export-sql.ts. */
export function filesOf(tx: Tx, kind: FileKind, { until, after }: Part): Promise<OwnFile[]> {
	return tx<OwnFile[]>`
		select f.created_at::text as at, f.id::text as id, f.object_key as key, f.name,
			${kind === 'documents' ? tx`f.label` : tx`null`} as label, f.size, f.sha256, f.created_at as "createdAt"
		from ${tx(kind)} f
		where f.org_id = (select scope_org()) and f.customer_id = (select scope_customer()) and f.created_at <= ${until}::text::timestamptz
			${after ? tx`and (f.created_at, f.id) > (${after.at}::text::timestamptz, ${after.id}::uuid)` : tx``}
			${
				kind === 'documents'
					? tx``
					: tx`and exists (select from messages m where m.org_id = f.org_id and m.id = f.message_id
						and (m.release_at is null or m.release_at <= now()))`
			}
		order by f.created_at, f.id limit ${FILES}`;
}

/** Whether the file is still hers: the business may delete one while she downloads. */
export async function isStillThere(tx: Tx, kind: FileKind, file: OwnFile): Promise<boolean> {
	const rows = await tx`select from ${tx(kind)} f
		where f.org_id = (select scope_org()) and f.customer_id = (select scope_customer()) and f.id = ${file.id} and f.object_key = ${file.key}`;
	return rows.length > 0;
}
