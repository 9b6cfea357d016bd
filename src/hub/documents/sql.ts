import type { Tx } from '#platform/database/database.ts';
import type { Category } from '#platform/file-types/known-types.ts';
import type { Cursor } from './schema.ts';

/** A document as the desk shows it. Sizes are in bytes. */
export type Document = {
	id: string;
	name: string;
	label: string | null;
	contentType: string;
	category: Category;
	size: number;
	createdAt: Date;
	/** The member's name; null: she left the organization. */
	uploadedBy: string | null;
	/** When the customer first opened it; null: not yet. */
	firstOpenedAt: Date | null;
	lastDownloadedAt: Date | null;
	downloads: number;
	hasThumbnail: boolean;
};

/** Where a document's bytes are, and as what they are sent. */
export type DocumentFile = {
	orgId: string;
	id: string;
	key: string;
	name: string;
	contentType: string;
	size: number;
	sha256: Buffer;
	createdAt: Date;
};

export type NewDocument = {
	orgId: string;
	customerId: string;
	key: string;
	name: string;
	label: string | null;
	contentType: string;
	category: Category;
	size: number;
	sha256: Buffer;
	uploadedBy: string;
	uploadKey: string | null;
	tell: boolean;
};

const row = (tx: Tx) => tx`d.id, d.name, d.label, d.content_type as "contentType", d.category, d.size,
	d.created_at as "createdAt", p.name as "uploadedBy", d.first_opened_at as "firstOpenedAt",
	d.last_downloaded_at as "lastDownloadedAt", d.downloads, d.thumbnail_key is not null as "hasThumbnail"`;

const uploader = (tx: Tx) => tx`left join members m on m.org_id = d.org_id and m.id = d.uploaded_by
	left join people p on p.id = m.person_id`;

const file = (
	tx: Tx
) => tx`d.org_id as "orgId", d.id, d.object_key as key, d.name, d.content_type as "contentType",
	d.size, d.sha256, d.created_at as "createdAt"`;

/** null: no such customer here. */
export async function customerName(tx: Tx, orgId: string, customerId: string): Promise<string | null> {
	const [customer] = await tx<{ name: string }[]>`
		select name from customers where org_id = ${orgId} and id = ${customerId}`;
	return customer?.name ?? null;
}

/** Newest first. */
export async function listDocuments(
	tx: Tx,
	orgId: string,
	customerId: string,
	after: Cursor | null,
	atMost: number
): Promise<(Document & { cursor: string })[]> {
	// As text first: the driver would make a Date of a timestamptz, which has no microseconds.
	const later = after
		? tx`and (d.created_at, d.id) < (${after.createdAt}::text::timestamptz, ${after.id}::uuid)`
		: tx``;
	return tx<(Document & { cursor: string })[]>`
		select ${row(tx)}, to_char(d.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as cursor
		from documents d ${uploader(tx)}
		where d.org_id = ${orgId} and d.customer_id = ${customerId} ${later}
		order by d.created_at desc, d.id desc limit ${atMost}`;
}

export async function countDocuments(tx: Tx, orgId: string, customerId: string): Promise<number> {
	const [counted] = await tx<{ count: number }[]>`
		select count(*)::int as count from documents where org_id = ${orgId} and customer_id = ${customerId}`;
	return counted?.count ?? 0;
}

export async function findDocument(
	tx: Tx,
	orgId: string,
	customerId: string,
	documentId: string
): Promise<Document | null> {
	const [found] = await tx<Document[]>`select ${row(tx)} from documents d ${uploader(tx)}
		where d.org_id = ${orgId} and d.customer_id = ${customerId} and d.id = ${documentId}`;
	return found ?? null;
}

export async function findByUploadKey(
	tx: Tx,
	orgId: string,
	customerId: string,
	uploadKey: string
): Promise<Document | null> {
	const [found] = await tx<Document[]>`select ${row(tx)} from documents d ${uploader(tx)}
		where d.org_id = ${orgId} and d.customer_id = ${customerId} and d.upload_key = ${uploadKey}`;
	return found ?? null;
}

/** null: this upload key made a document already. Fails on the foreign key when the customer is gone. */
export async function insertDocument(tx: Tx, document: NewDocument): Promise<string | null> {
	const [made] = await tx<{ id: string }[]>`insert into documents
		(org_id, customer_id, object_key, name, label, content_type, category, size, sha256, uploaded_by, upload_key, tell)
		values (${document.orgId}, ${document.customerId}, ${document.key}, ${document.name}, ${document.label},
			${document.contentType}, ${document.category}, ${document.size}, ${document.sha256}, ${document.uploadedBy},
			${document.uploadKey}, ${document.tell})
		on conflict (org_id, customer_id, upload_key) do nothing
		returning id`;
	return made?.id ?? null;
}

export async function updateLabel(
	tx: Tx,
	orgId: string,
	customerId: string,
	documentId: string,
	label: string | null
): Promise<boolean> {
	const changed = await tx`update documents set label = ${label}
		where org_id = ${orgId} and customer_id = ${customerId} and id = ${documentId}`;
	return changed.count === 1;
}

/** Keys of the objects that a trigger has marked as leaving; null: there was no such document. */
export async function deleteDocumentRow(
	tx: Tx,
	orgId: string,
	customerId: string,
	documentId: string
): Promise<string[] | null> {
	const [gone] = await tx<{ keys: (string | null)[] }[]>`delete from documents
		where org_id = ${orgId} and customer_id = ${customerId} and id = ${documentId}
		returning array[object_key, thumbnail_key] as keys`;
	return gone ? gone.keys.filter((key) => key !== null) : null;
}

/** Pictures are made one at a time, whoever uploads how many: mails do not wait behind them. */
/** Later uploads move it on, so that files that are shared together make one mail. */
export async function enqueueTelling(tx: Tx, orgId: string, customerId: string): Promise<void> {
	await tx`select enqueue_job('tell_of_files', ${tx.json({ orgId, customerId })}::json, ${`tell_of_files ${customerId}`},
		now() + interval '1 minute')`;
}

export type ToTell = { name: string; label: string | null; size: number };

/** What the customer is to be told of, oldest first; told from then on. */
export async function takeUntold(tx: Tx, orgId: string, customerId: string): Promise<ToTell[]> {
	return tx<ToTell[]>`
		with taken as (
			update documents set told_at = now()
			where org_id = ${orgId} and customer_id = ${customerId} and tell and told_at is null
			returning name, label, size, created_at, id
		)
		select name, label, size::float8 as size from taken order by created_at, id`;
}

/** null: the customer is gone. `email` null: she cannot be told, or has no page to look at. */
export async function whomToTell(
	tx: Tx,
	orgId: string,
	customerId: string
): Promise<{ name: string; email: string | null; organization: string } | null> {
	const [row] = await tx<{ name: string; email: string | null; organization: string }[]>`
		select c.name, case when o.portal_enabled then c.email end as email, o.name as organization
		from customers c join organizations o on o.id = c.org_id where c.org_id = ${orgId} and c.id = ${customerId}`;
	return row ?? null;
}

export async function enqueueThumbnail(tx: Tx, orgId: string, documentId: string): Promise<void> {
	await tx`select enqueue_job('make_thumbnail', ${tx.json({ orgId, documentId })}::json, ${`make_thumbnail ${documentId}`},
		queue => 'pictures')`;
}

/** null: gone, or it has a thumbnail already. */
export async function findWithoutThumbnail(
	tx: Tx,
	orgId: string,
	documentId: string
): Promise<DocumentFile | null> {
	const [found] = await tx<DocumentFile[]>`select ${file(tx)} from documents d
		where d.org_id = ${orgId} and d.id = ${documentId} and d.thumbnail_key is null`;
	return found ?? null;
}

/** false: the document is gone, or another job was faster. */
export async function setThumbnail(tx: Tx, orgId: string, documentId: string, key: string): Promise<boolean> {
	const set = await tx`update documents set thumbnail_key = ${key}
		where org_id = ${orgId} and id = ${documentId} and thumbnail_key is null`;
	return set.count === 1;
}

const portalDocument = (tx: Tx, documentId: string) =>
	tx`org_id = scope_org() and customer_id = scope_customer() and id = ${documentId}`;

/**
 * The customer's own download is counted; the key of what she downloads. For a transaction of hub_customer without a scope:
 * the token sets it, in the same round trip. null: no such portal, it is off, or the document is not hers.
 */
export async function countDownload(tx: Tx, tokenHash: Buffer, documentId: string): Promise<string | null> {
	const [, [counted]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<{ key: string }[]>`update documents set first_opened_at = coalesce(first_opened_at, now()),
				last_downloaded_at = now(), downloads = downloads + 1
			where ${portalDocument(tx, documentId)} returning object_key as key`
	]);
	return counted?.key ?? null;
}

/** As `countDownload`, and nothing is counted. */
export async function findDownload(tx: Tx, tokenHash: Buffer, documentId: string): Promise<string | null> {
	const [, [found]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<{ key: string }[]>`select object_key as key from documents where ${portalDocument(tx, documentId)}`
	]);
	return found?.key ?? null;
}

/** The same door for reading: portal on, token still hers, document still there with that very object. */
export async function findPortalFile(
	tx: Tx,
	tokenHash: Buffer,
	documentId: string,
	key: string
): Promise<DocumentFile | null> {
	const [, [found]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<DocumentFile[]>`select ${file(tx)} from documents d
			where ${portalDocument(tx, documentId)} and object_key = ${key}`
	]);
	return found ?? null;
}

/** null also when the person is no member any more. */
export async function findMemberFile(
	tx: Tx,
	orgId: string,
	personId: string,
	documentId: string,
	key: string
): Promise<DocumentFile | null> {
	const [found] = await tx<DocumentFile[]>`select ${file(tx)} from documents d
		where d.org_id = ${orgId} and d.id = ${documentId} and d.object_key = ${key}
			and exists (select from members where org_id = ${orgId} and person_id = ${personId})`;
	return found ?? null;
}

/** For the desk's own download, which is not counted. */
export async function findKey(
	tx: Tx,
	orgId: string,
	customerId: string,
	documentId: string
): Promise<string | null> {
	const [found] = await tx<{ key: string }[]>`select object_key as key from documents
		where org_id = ${orgId} and customer_id = ${customerId} and id = ${documentId}`;
	return found?.key ?? null;
}

/** A thumbnail's object, and a tag that changes with the document. */
export type Thumbnail = { key: string; sha256: Buffer };

const thumbnail = (tx: Tx) => tx`thumbnail_key as key, sha256`;

export async function findPortalThumbnail(
	tx: Tx,
	tokenHash: Buffer,
	documentId: string
): Promise<Thumbnail | null> {
	const [, [found]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<Thumbnail[]>`select ${thumbnail(tx)} from documents
			where ${portalDocument(tx, documentId)} and thumbnail_key is not null`
	]);
	return found ?? null;
}

export async function findThumbnail(
	tx: Tx,
	orgId: string,
	customerId: string,
	documentId: string
): Promise<Thumbnail | null> {
	const [found] = await tx<Thumbnail[]>`select ${thumbnail(tx)} from documents
		where org_id = ${orgId} and customer_id = ${customerId} and id = ${documentId} and thumbnail_key is not null`;
	return found ?? null;
}
