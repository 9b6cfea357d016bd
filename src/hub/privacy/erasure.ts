import { randomUUID } from 'node:crypto';
import { conflict, forbidden, HubError, invalid, notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { confirmPassword, type Holder } from '#hub/people/account.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { mustDecide } from './deciding.ts';
import * as sql from './erasure-sql.ts';
import { finishErasure } from './finish.ts';
import { customerHash, hashesOf } from './ledger.ts';
import { removeCustomer } from './removal.ts';
import { sameName } from './same-name.ts';
import type { Approval } from './schema.ts';
import { sealRecipient } from './recipient.ts';
import { canSend } from './send-receipt.ts';

/** Attempts when somebody who waited for the same rows gave way. */
const ATTEMPTS = 4;
const DEADLOCK = '40P01';
/** Milliseconds for which the owner is kept waiting while bytes go; the rest goes on without her. */
const PATIENCE = 5_000;

/**
 * S16: erases a customer, whether she asked for it or not. The owner types her password and the customer's name. All rows go in
 * one transaction, with which her link opens nothing any more; then the bytes, at once as far as that goes and otherwise by the
 * worker. `finished`: everything is gone. Throws forbidden, not found, `invalid` on `name` and `password`, `too-many`, and a
 * conflict when somebody else was faster, or she has withdrawn the request that is approved.
 */
export async function eraseCustomer(
	instance: Instance,
	holder: Holder,
	actor: Member,
	customerId: string,
	{ request, name, password }: Approval,
	patience = PATIENCE
): Promise<{ erasureId: string; finished: boolean }> {
	mustDecide(actor);
	const found = isUuid(customerId)
		? await asMember(instance.database, actor, (tx) => sql.whom(tx, actor.orgId, customerId))
		: null;
	if (!found) throw notFound('This customer');
	mustStillAsk(found, request);
	if (!sameName(name, found.name))
		throw invalid({ name: 'This is not the customer’s name as it is written here.' });
	await confirmPassword(instance, holder, password);
	const erasureId = await insisting(() =>
		asMember(instance.database, actor, (tx) =>
			erase(instance, tx, actor, { customerId, request, phones: found.phones })
		)
	);
	return { erasureId, finished: await withPatience(instance, actor.orgId, erasureId, patience) };
}

/** Whoever approves a request approves that one. To erase without one is a choice of its own, whether she asks or not. */
function mustStillAsk({ requestId }: sql.Whom, request: string | undefined): void {
	if (request !== undefined && request !== requestId)
		throw conflict('The customer has withdrawn the request meanwhile, and nothing was deleted.');
}

async function erase(
	instance: Pick<Instance, 'config' | 'secrets'>,
	tx: Tx,
	actor: Member,
	{ customerId, request, phones }: { customerId: string; request: string | undefined; phones: string[] }
): Promise<string> {
	const { orgId, memberId } = actor;
	const { secrets } = instance;
	await sql.lockForErasure(tx, orgId, customerId, phones);
	const whom = await sql.whom(tx, orgId, customerId);
	if (!whom) throw conflict('This customer was deleted a moment ago, or merged with another.');
	mustStillAsk(whom, request);
	const id = randomUUID();
	const sought = { emails: whom.emails, phones: whom.phones, ids: [customerId, ...whom.mergedIds] };
	await refusedToOthers(() =>
		sql.beginErasure(tx, {
			id,
			orgId,
			customerId,
			memberId,
			customerHash: customerHash(secrets, orgId, customerId),
			mergedHashes: whom.mergedIds.map((merged) => customerHash(secrets, orgId, merged)),
			soughtHashes: hashesOf(secrets, sought),
			requestedAt: whom.requestedAt
		})
	);
	await sql.becomeWorker(tx);
	const removed = await removeCustomer(tx, { orgId, customerId, ...sought }, id);
	await sql.prepareReceipt(
		tx,
		orgId,
		id,
		(await canSend(instance, tx, orgId)) ? sealRecipient(secrets, orgId, id, whom) : null
	);
	await sql.recordErased(tx, orgId, id, removed);
	return id;
}

/** She was an owner when the page was made, and is none any more: the database has the last word. */
async function refusedToOthers<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (codeOf(cause) === '42501') throw forbidden('Only an owner can delete a customer.');
		throw cause;
	}
}

/** Whoever waits for us while we wait for her is a matter of a moment: one of the two begins again. */
async function insisting<T>(work: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
	try {
		return await work();
	} catch (cause) {
		if (codeOf(cause) !== DEADLOCK) throw cause;
		if (attempts <= 1)
			throw new HubError('unavailable', 'This customer is busy at the moment. Please try again.', {}, 5);
		return insisting(work, attempts - 1);
	}
}

const codeOf = (cause: unknown) => (cause instanceof Error && 'code' in cause ? cause.code : null);

/** Never fails: what is left, the job does that was enqueued with the erasure. */
async function withPatience(
	instance: Instance,
	orgId: string,
	erasureId: string,
	patience: number
): Promise<boolean> {
	const work = finishErasure(instance, orgId, erasureId).catch((error: unknown) => {
		instance.log.warn('an erasure is finished later', { error });
		return false;
	});
	const late = new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref());
	return Promise.race([work, late]);
}
