import type { Customer, Member } from '#hub/organizations/actor.ts';
import type { Database, Tx } from '#platform/database/database.ts';
import * as sql from './access-sql.ts';
import { canExportCustomers } from './policy.ts';

export type { Access, RecordedKind } from './access-sql.ts';

/** Within which an opening of a customer's page by the same member is one, as `insertSeen` has it. */
const CUSTOMER_HOURS = 1;
/** Within which an opening of the same case by the same member is one. A page that is open all day is looked at a few times. */
const CASE_HOURS = 4;
/** For a page that reads itself anew because somebody wrote: it was opened before, and is not being opened. */
const REREAD_HOURS = 24;

/** Accesses that a customer's or a case's page shows at most. */
const SHOWN = 50;

/**
 * Writes down, in the transaction in which it happens, what was done with a customer's data and by whom: a member, or she
 * herself. It is erased with her. The customer must exist in the actor's scope.
 */
export const recordAccess = (
	tx: Tx,
	actor: Member | Customer,
	customerId: string,
	kind: Exclude<sql.RecordedKind, 'seen'>
): Promise<void> =>
	sql.insertAccess(tx, actor.orgId, {
		customerId,
		kind,
		memberId: actor.kind === 'member' ? actor.memberId : null
	});

/**
 * Writes down that a member opened a customer's page, at most once an hour. In a transaction of its own, because that of a
 * viewer, who changes nothing, is read-only; that she looked is written down like everybody's.
 */
export const recordSight = (database: Database, actor: Member, customerId: string): Promise<void> =>
	database.transaction('hub_member', { org: actor.orgId, person: actor.personId }, (tx) =>
		sql.insertSeen(tx, actor.orgId, customerId, actor.memberId)
	);

/** What a case's page tells of accesses, newest first, and whether this opening has yet to be written down. */
export type CaseAccesses = {
	accesses: sql.Access[];
	/** Older ones are not among them. */
	more: boolean;
	unseen: boolean;
};

/** Who opened a case, and who took or asked for what of its customer. `again`: the page was open, and only reads what changed. */
export async function accessesOfCase(
	tx: Tx,
	actor: Member,
	inquiryId: string,
	{ again }: { again: boolean }
): Promise<CaseAccesses> {
	const [rows, unseen] = await Promise.all([
		sql.accessesOfCase(tx, inquiryId, SHOWN + 1),
		sql.isCaseUnseen(tx, inquiryId, actor.memberId, again ? REREAD_HOURS : CASE_HOURS)
	]);
	return { accesses: rows.slice(0, SHOWN), more: rows.length > SHOWN, unseen };
}

/** Writes down that a member opened a case; a transaction of its own for the same reason as `recordSight`. */
export const recordCaseSight = (database: Database, actor: Member, inquiryId: string): Promise<void> =>
	database.transaction('hub_member', { org: actor.orgId, person: actor.personId }, (tx) =>
		sql.insertCaseSeen(tx, { orgId: actor.orgId, memberId: actor.memberId, inquiryId, hours: CASE_HOURS })
	);

/** What a customer's page tells of accesses, and whether this member may take her data for her. */
export type AccessesShown = {
	customerId: string;
	accesses: sql.Access[];
	/** Older ones are not among them. */
	more: boolean;
	mayExport: boolean;
	/** This opening has yet to be written down. */
	unseen: boolean;
};

/** Who saw, took or asked for what of a customer or opened a case of hers, newest first. `again`: the page was open, and only reads what changed. */
export async function accessesOf(
	tx: Tx,
	actor: Member,
	customerId: string,
	{ again }: { again: boolean }
): Promise<AccessesShown> {
	const [rows, unseen] = await Promise.all([
		sql.accesses(tx, customerId, SHOWN + 1),
		sql.isUnseen(tx, customerId, actor.memberId, again ? REREAD_HOURS : CUSTOMER_HOURS)
	]);
	return {
		customerId,
		accesses: rows.slice(0, SHOWN),
		more: rows.length > SHOWN,
		mayExport: canExportCustomers(actor.role),
		unseen
	};
}
