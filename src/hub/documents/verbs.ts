import { randomUUID } from 'node:crypto';
import { forbidden, invalid, notFound } from '#hub/errors.ts';
import { removeAtOnce } from '#hub/objects/departures.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { canChangeDocuments } from './policy.ts';
import { PAGE_SIZE } from './limits.ts';
import { readCursor, writeCursor } from './schema.ts';
import {
	countDocuments,
	deleteDocumentRow,
	findDocument,
	listDocuments,
	updateLabel,
	whomToTell,
	type Document
} from './sql.ts';

/** A document of a customer, both as they stand in an address. */
export type Which = { customerId: string; documentId: string };

export type DocumentsPage = {
	customer: { id: string; name: string };
	documents: Document[];
	/** Hand it back as `after` for the next page; null: there is none. */
	next: string | null;
	/** Of the customer, in all. */
	total: number;
	mayChange: boolean;
	/** She has an address and her portal is on, so she can be told by mail. */
	mayTell: boolean;
	/** For the upload form without a script: posting it twice makes one document (D2). */
	uploadKey: string;
};

const what = 'This document';

/**
 * S1: what has been shared with a customer, newest first, `PAGE_SIZE` at a time. Throws `not-found` for another
 * organization's customer, `invalid` for a cursor that is not one.
 */
export async function documentsPage(
	tx: Tx,
	actor: Member,
	customerId: string,
	after: string | null = null
): Promise<DocumentsPage> {
	const cursor = after === null ? null : readCursor(after);
	if (after !== null && !cursor) throw invalid({ after: 'This is not a place in the list.' });
	if (!isUuid(customerId)) throw notFound('This customer');
	const [whom, total, found] = await Promise.all([
		whomToTell(tx, actor.orgId, customerId),
		countDocuments(tx, actor.orgId, customerId),
		listDocuments(tx, actor.orgId, customerId, cursor, PAGE_SIZE + 1)
	]);
	if (!whom) throw notFound('This customer');
	const last = found.length > PAGE_SIZE ? found[PAGE_SIZE - 1] : undefined;
	return {
		customer: { id: customerId, name: whom.name },
		documents: found.slice(0, PAGE_SIZE).map(({ cursor: _, ...document }) => document),
		next: last ? writeCursor({ createdAt: last.cursor, id: last.id }) : null,
		total,
		mayChange: canChangeDocuments(actor.role),
		mayTell: whom.email !== null,
		uploadKey: randomUUID()
	};
}

/** Throws `not-found` for another organization's or another customer's. */
export async function oneDocument(
	tx: Tx,
	actor: Member,
	{ customerId, documentId }: Which
): Promise<Document> {
	if (!isUuid(customerId) || !isUuid(documentId)) throw notFound(what);
	const found = await findDocument(tx, actor.orgId, customerId, documentId);
	if (!found) throw notFound(what);
	return found;
}

/** A null label takes it off. Throws `forbidden`, `not-found`. */
export async function relabelDocument(
	tx: Tx,
	actor: Member,
	which: Which,
	label: string | null
): Promise<void> {
	if (!canChangeDocuments(actor.role))
		throw forbidden('You can look at documents here, but not change them.');
	const { customerId, documentId } = which;
	if (!isUuid(customerId) || !isUuid(documentId)) throw notFound(what);
	if (!(await updateLabel(tx, actor.orgId, customerId, documentId, label))) throw notFound(what);
}

/**
 * S5: the row goes, and its objects right after it; what the store cannot do now, a job does. A signed URL finds no
 * document from the commit on. Throws `forbidden`, `not-found`.
 */
export async function deleteDocument(instance: Instance, actor: Member, which: Which): Promise<void> {
	if (!canChangeDocuments(actor.role))
		throw forbidden('You can look at documents here, but not delete them.');
	const { customerId, documentId } = which;
	if (!isUuid(customerId) || !isUuid(documentId)) throw notFound(what);
	const keys = await asMember(instance.database, actor, (tx) =>
		deleteDocumentRow(tx, actor.orgId, customerId, documentId)
	);
	if (!keys) throw notFound(what);
	await removeAtOnce(instance, actor.orgId, keys);
}
