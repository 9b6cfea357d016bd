import { conflict } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canDeleteWorkspace } from '#hub/organizations/policy.ts';
import type { Tx } from '#platform/database/database.ts';
import { mustDecide } from './deciding.ts';
import * as sql from './desk-sql.ts';
import type { DataRequest, KeptInvoice, LedgerEntry, Losses } from './desk-sql.ts';
import { whom } from './erasure-sql.ts';
import { unsettledThatName } from '#hub/referrals/unsettled.ts';
import { countRows, objectsOf } from './removal-sql.ts';
import type { Hold } from './schema.ts';

export type { DataRequest, KeptInvoice, LedgerEntry, Losses } from './desk-sql.ts';

/** Requests and erasures that one page shows. */
const SHOWN = 200;

/** D10: why a request waits is the owner's own business; that it does, her colleagues may tell a customer who calls. */
const asSeenBy =
	(actor: Member) =>
	(request: DataRequest): DataRequest =>
		canDeleteWorkspace(actor.role) ? request : { ...request, holdNote: null };

/** S14: every request that waits, the oldest first, for everybody of the business. */
export const dataRequests = async (tx: Tx, actor: Member): Promise<DataRequest[]> =>
	(await sql.pendingRequests(tx, SHOWN)).map(asSeenBy(actor));

/** The one of this customer; null: she does not ask to be deleted. */
export async function dataRequestOf(tx: Tx, actor: Member, customerId: string): Promise<DataRequest | null> {
	const request = await sql.requestOf(tx, customerId);
	return request && asSeenBy(actor)(request);
}

/** S17: lets a request wait, with a note on why or without. Nothing else happens. Throws forbidden, conflict. */
export async function holdRequest(tx: Tx, actor: Member, customerId: string, { note }: Hold): Promise<void> {
	mustDecide(actor);
	if (!(await sql.hold(tx, customerId, note || null))) throw withdrawn();
}

/** It waits for the owner alone again, and the note is gone. Throws forbidden, conflict. */
export async function takeOffHold(tx: Tx, actor: Member, customerId: string): Promise<void> {
	mustDecide(actor);
	if (!(await sql.takeOffHold(tx, customerId))) throw withdrawn();
}

const withdrawn = () => conflict('The customer has withdrawn this request meanwhile.');

/** What would go: rows by table, files and their bytes; and what others would lose. */
export type ErasurePreview = Losses & {
	counts: Record<string, number>;
	files: number;
	bytes: number;
	/** Cases that came by a referral link under an address or number of hers, of which nobody has said whose they are: they go too. */
	unsettled: number;
};

/** For the owner, before she approves. null: not hers to see, or there is no such customer. */
export async function erasurePreview(
	tx: Tx,
	actor: Member,
	customerId: string
): Promise<ErasurePreview | null> {
	const who = canDeleteWorkspace(actor.role) ? await whom(tx, actor.orgId, customerId) : null;
	if (!who) return null;
	const whose = {
		orgId: actor.orgId,
		customerId,
		emails: who.emails,
		phones: who.phones,
		ids: [customerId, ...who.mergedIds]
	};
	const counts = await countRows(tx, whose);
	const objects = await objectsOf(tx, whose);
	return {
		counts,
		files: (counts['documents'] ?? 0) + (counts['attachments'] ?? 0),
		bytes: objects.reduce((sum, { size }) => sum + size, 0),
		unsettled: await unsettledThatName(tx, whose),
		...(await sql.losses(tx, customerId))
	};
}

/** Past erasures, the newest first: they say how much went and never whose it was. */
export const pastErasures = (tx: Tx, _actor: Member): Promise<LedgerEntry[]> => sql.ledgerEntries(tx, SHOWN);

/** D9: what the owner's books keep of customers who were erased, the newest first, and whether there is more. Empty to all others. */
export async function keptInvoices(tx: Tx, actor: Member): Promise<{ rows: KeptInvoice[]; more: boolean }> {
	const rows = canDeleteWorkspace(actor.role) ? await sql.keptInvoices(tx, SHOWN + 1) : [];
	return { rows: rows.slice(0, SHOWN), more: rows.length > SHOWN };
}
