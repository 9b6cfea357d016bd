import { updateCustomer } from '#hub/customers/sql.ts';
import { withToken } from '#hub/customers/verbs.ts';
import { conflict, forbidden, invalid, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import * as joined from './joined.ts';
import { mails, moves, nameOf } from './moves.ts';
import { canMergeCustomers } from './policy.ts';
import type { Merging, Undoing } from './schema.ts';
import * as sql from './sql.ts';

export const ASKS_TO_BE_DELETED =
	'One of the two has asked to be deleted. Decide that request first: a merge would take it along or undo it.';

/** Throws unless this member may merge customers. */
export function mustMerge(actor: Member): void {
	if (!canMergeCustomers(actor.role))
		throw forbidden('Merging is for owners, admins and managers. Ask one of them.');
}

/**
 * Makes one customer of two who are one person: everything that names `choice.merged` names `keptId` afterwards, and her addresses,
 * numbers and links lead there. For a day it can be undone. Pressed twice it answers as the first time. Throws forbidden, not
 * found, invalid (both texts of preferences are too long together), and a conflict when one of them asks to be deleted or was
 * merged by somebody else meanwhile.
 */
export async function mergeCustomers(
	tx: Tx,
	actor: Member,
	keptId: string,
	choice: Merging
): Promise<{ id: string }> {
	mustMerge(actor);
	const mergedId = choice.merged;
	if (mergedId === keptId) throw invalid({ merged: 'Choose another customer to merge with.' });
	await sql.lockCustomers(tx, [keptId, mergedId]);
	const found = await sql.customersAsJson(tx, [keptId, mergedId]);
	const kept = found.find(({ id }) => id === keptId);
	const merged = found.find(({ id }) => id === mergedId);
	if (!kept || !merged) return mergedBefore(tx, keptId, mergedId);
	if (await sql.askingToBeDeleted(tx, [keptId, mergedId])) throw conflict(ASKS_TO_BE_DELETED);
	const preferences = joined.joinedPreferences({ kept, merged }, choice.preferences);
	if (preferences === null)
		throw invalid({
			preferences: 'Both together are longer than 2,000 characters. Choose one of the two.'
		});

	const moved = await moveToKept(tx, mergedId, keptId);
	await sql.tellCases(tx, moved['inquiries.customer_id'] ?? [], actor.memberId, false);
	await sql.deleteCustomer(tx, mergedId);
	const details = joined.joinedDetails({ kept, merged }, choice);
	const aliases = await sql.addAliases(tx, actor.orgId, keptId, joined.aliasesOf({ kept, merged }, details));
	await updateCustomer(tx, keptId, details);
	await sql.setRemainder(tx, keptId, joined.joinedRemainder({ kept, merged }, preferences));
	const [became] = await sql.customersAsJson(tx, [keptId]);
	if (!became) throw notFound('This customer');
	const undo = { row: merged, moved, aliases, was: kept, became };
	const id = await sql.insertMerge(tx, {
		orgId: actor.orgId,
		keptId,
		mergedId,
		memberId: actor.memberId,
		undo
	});
	return { id };
}

async function moveToKept(tx: Tx, from: string, to: string): Promise<Record<string, string[]>> {
	await sql.forgetSharedKeys(tx, from, to);
	const moved: Record<string, string[]> = {};
	for (const move of moves) moved[nameOf(move)] = await sql.moveAll(tx, move, from, to);
	moved[nameOf(mails)] = await sql.moveMails(tx, from, to, null);
	await sql.moveAttachments(tx, from, to);
	return moved;
}

/** One of the two is gone: the button was pressed twice, somebody was faster, or there never was one. */
async function mergedBefore(tx: Tx, keptId: string, mergedId: string): Promise<{ id: string }> {
	const done = await sql.mergeOf(tx, mergedId);
	if (done?.keptId === keptId) return { id: done.id };
	if (done || (await sql.mergeOf(tx, keptId)))
		throw conflict('Somebody merged one of these two customers meanwhile. Look at the customer again.');
	throw notFound('This customer');
}

/**
 * Makes two customers again of one, within a day: what moved goes back, with what was made in those cases since; everything else that
 * came later stays. What the merge changed of the kept customer is as before, unless somebody changed it again. The merged one has
 * her link again, or a new one (`key`: the instance's key for PORTAL_TOKEN_PURPOSE) when links were reset since. Pressed twice it
 * answers as the first time. Throws forbidden, not found, and a conflict when another merge came later, the day is over, or she
 * asks to be deleted.
 */
export async function undoMerge(
	tx: Tx,
	actor: Member,
	keptId: string,
	{ merge: mergeId, merged: mergedId }: Undoing,
	key: Buffer
): Promise<void> {
	mustMerge(actor);
	await sql.lockCustomers(tx, [keptId]);
	const merge = await sql.mergeById(tx, mergeId);
	if (!merge) {
		const there = await sql.customersAsJson(tx, [keptId, mergedId]);
		if (there.length === 2) return;
		throw notFound('This merge');
	}
	if (merge.keptId !== keptId || merge.mergedId !== mergedId) throw notFound('This merge');
	if (merge.superseded)
		throw conflict('Another customer was merged into this one later. Undo that merge first.');
	const { undo } = merge;
	if (!undo) throw conflict('This merge is more than a day old, so it can no longer be undone.');
	if (await sql.askingToBeDeleted(tx, [keptId])) throw conflict(ASKS_TO_BE_DELETED);

	await sql.restoreCustomer(tx, await withHerLink(tx, actor, keptId, undo.row, key));
	await sql.removeAliases(tx, undo.aliases);
	for (const move of moves) await sql.moveThese(tx, move, keptId, mergedId, undo.moved[nameOf(move)] ?? []);
	await sql.moveMails(tx, keptId, mergedId, undo.moved[nameOf(mails)] ?? []);
	const cases = undo.moved['inquiries.customer_id'] ?? [];
	await sql.followCases(tx, keptId, mergedId, cases);
	await sql.tellCases(tx, cases, actor.memberId, true);
	await restoreKept(tx, keptId, undo);
	await sql.deleteMerge(tx, mergeId);
}

/** D4: a link that was reset while it led to the kept customer's portal stays dead. */
async function withHerLink(
	tx: Tx,
	actor: Member,
	keptId: string,
	row: sql.CustomerJson,
	key: Buffer
): Promise<sql.CustomerJson> {
	if (await sql.opensStill(tx, keptId, row.portal_token_hash)) return row;
	const { tokenHash, tokenSealed } = withToken(actor.orgId, row, key, row.id);
	return {
		...row,
		portal_token_hash: `\\x${tokenHash.toString('hex')}`,
		portal_token_encrypted: `\\x${tokenSealed.toString('hex')}`,
		portal_token_created_at: new Date().toISOString()
	};
}

async function restoreKept(tx: Tx, keptId: string, { was, became }: sql.UndoRecord): Promise<void> {
	const [now] = await sql.customersAsJson(tx, [keptId]);
	if (!now) throw notFound('This customer');
	const before = <Field extends keyof sql.CustomerJson>(field: Field) =>
		now[field] === became[field] ? was[field] : now[field];
	await updateCustomer(tx, keptId, {
		name: before('name'),
		email: before('email'),
		phone: before('phone'),
		address: before('address'),
		locale: before('locale')
	});
	const hers = now.preferences === became.preferences ? was : now;
	await sql.setRemainder(tx, keptId, {
		preferences: hers.preferences,
		preferences_updated_at: hers.preferences_updated_at,
		portal_seen_at: before('portal_seen_at'),
		created_at: was.created_at
	});
}
