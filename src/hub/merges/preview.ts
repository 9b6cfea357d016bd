import { duplicatesOf, type Duplicate } from '#hub/customers/duplicates.ts';
import { suggestCustomers } from '#hub/customers/list.ts';
import type { ListedCustomer } from '#hub/customers/sql.ts';
import { findCustomer, type CustomerRecord } from '#hub/customers/verbs.ts';
import { notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { bothPreferences } from './joined.ts';
import * as sql from './sql.ts';
import { ASKS_TO_BE_DELETED, mustMerge } from './verbs.ts';

export type Candidates = {
	/** Who shares an address or number with her. */
	likely: Duplicate[];
	/** Who matches what was searched; null: nothing was. */
	found: ListedCustomer[] | null;
};

/** As many as a person would read. */
const FOUND = 10;

/** With whom a customer may be merged. Throws forbidden, and not found for a stranger's. */
export async function mergeCandidates(
	tx: Tx,
	actor: Member,
	customerId: string,
	query: string
): Promise<Candidates> {
	const customer = await findCustomer(tx, actor, customerId);
	mustMerge(actor);
	const likely = await duplicatesOf(tx, customer, customerId);
	if (!query.trim()) return { likely, found: null };
	const found = await suggestCustomers(tx, actor, query, FOUND + 1);
	return { likely, found: found.filter(({ id }) => id !== customerId).slice(0, FOUND) };
}

export type MergePreview = {
	kept: CustomerRecord;
	merged: CustomerRecord;
	/** What of the merged customer's moves. */
	moves: sql.Belongings;
	/** Both texts of preferences together; null: they are too long. */
	bothPreferences: string | null;
	/** Why they cannot be merged now, in a sentence; null: they can. */
	obstacle: string | null;
};

/** What a merge would do; it changes nothing. Throws forbidden, and not found when either is a stranger's. */
export async function previewMerge(
	tx: Tx,
	actor: Member,
	keptId: string,
	mergedId: string
): Promise<MergePreview> {
	const kept = await findCustomer(tx, actor, keptId);
	const merged = await findCustomer(tx, actor, mergedId);
	mustMerge(actor);
	if (keptId === mergedId) throw notFound('This customer');
	const [moves, asked] = await Promise.all([
		sql.belongings(tx, mergedId),
		sql.askingToBeDeleted(tx, [keptId, mergedId])
	]);
	return {
		kept,
		merged,
		moves,
		bothPreferences: bothPreferences({ kept, merged }),
		obstacle: asked ? ASKS_TO_BE_DELETED : null
	};
}

/** The newest merge into a customer, while it can be undone. */
export type UndoableMerge = {
	id: string;
	mergedId: string;
	/** What the merged customer was called. */
	name: string;
	at: Date;
	/** Who did it; null: no member any more. */
	author: string | null;
};

export async function undoableMerge(
	tx: Tx,
	_actor: Member,
	customerId: string
): Promise<UndoableMerge | null> {
	const merge = await sql.newestMergeInto(tx, customerId);
	if (!merge?.undo) return null;
	const { id, mergedId, mergedAt, author, undo } = merge;
	return { id, mergedId, name: undo.row.name, at: mergedAt, author };
}

/** Who somebody is now that was merged; null: no customer of this organization went by that id. */
export async function mergedInto(tx: Tx, _actor: Member, id: string): Promise<string | null> {
	return isUuid(id) ? ((await sql.mergeOf(tx, id))?.keptId ?? null) : null;
}
