import { randomUUID } from 'node:crypto';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Instance } from '#platform/instance.ts';
import * as again from './again-sql.ts';
import * as sql from './erasure-sql.ts';
import { finishErasure } from './finish.ts';
import { customerHash } from './ledger.ts';
import { adopt, bytesOf, notInLedger } from './ledger-keeping.ts';
import type { LedgerLine } from './ledger-line.ts';
import type { Ledger } from './ledger-reading.ts';
import { removeCustomer } from './removal.ts';

/**
 * D7: erases whoever the ledger names and a restored backup brought back, with every file of hers, marks as seen what she sent, so
 * that no mailbox or repeated webhook brings it back, and writes the whole ledger down where this instance keeps it. Resolves when
 * the last byte is gone; may be begun again at any point. How many were erased.
 */
export async function eraseAgain(
	instance: Instance,
	maintenance: Maintenance,
	ledger: Ledger
): Promise<number> {
	const behind = await notInLedger(maintenance, ledger);
	if (behind.length > 0) throw new LedgerBehind(behind.length);
	await adopt(instance, ledger);
	let erased = 0;
	for (const orgId of new Set(ledger.lines.map(({ org }) => org))) {
		const lines = new Map(
			ledger.lines.filter(({ org }) => org === orgId).map((line) => [line.customer, line])
		);
		// Of those too who first wrote after the backup, so that she was never in it.
		for (const { seen } of lines.values())
			if (seen) await maintenance.transaction((tx) => again.markSeen(tx, orgId, bytesOf(seen)));
		for (const { customerId, line } of await broughtBack(instance, maintenance, orgId, lines)) {
			await eraseOne(instance, maintenance, customerId, line);
			erased += 1;
		}
	}
	// Those that a crash left, and those that were not finished when the backup was made.
	for (const { orgId, id } of await asWorker(instance.database, null, sql.unfinished))
		await finishErasure(instance, orgId, id);
	return erased;
}

/** Whether a ledger that says something is of another instance: it names none of the organizations that are here. */
export function isForeign(maintenance: Maintenance, { lines }: Pick<Ledger, 'lines'>): Promise<boolean> {
	const named = [...new Set(lines.map(({ org }) => org))];
	return maintenance.transaction(async (tx) => named.length > 0 && !(await again.anyOf(tx, named)));
}

/** The ledger lacks what the database knows: it is an older copy, or somebody else's. */
export class LedgerBehind extends Error {
	constructor(readonly erasures: number) {
		super(`The ledger lacks ${erasures} of the erasures that the database itself knows.`);
	}
}

type Returned = { customerId: string; line: LedgerLine };

function broughtBack(
	{ secrets }: Instance,
	maintenance: Maintenance,
	orgId: string,
	lines: Map<string, LedgerLine>
): Promise<Returned[]> {
	return maintenance.transaction(async (tx) => {
		const found: Returned[] = [];
		for await (const customerId of again.customerIds(tx, orgId)) {
			const line = lines.get(customerHash(secrets, orgId, customerId).toString('hex'));
			if (line) found.push({ customerId, line });
		}
		return found;
	});
}

/** As the owner of the tables: there is no member who approves it, since one did. */
async function eraseOne(
	instance: Instance,
	maintenance: Maintenance,
	customerId: string,
	{ org: orgId, erasedAt, seen: seenBefore = [] }: LedgerLine
): Promise<void> {
	const id = randomUUID();
	await maintenance.transaction(async (tx) => {
		const whom = await sql.whom(tx, orgId, customerId);
		if (!whom) return;
		await again.noteAgain(tx, {
			id,
			orgId,
			customerHash: customerHash(instance.secrets, orgId, customerId),
			erasedAt: new Date(erasedAt)
		});
		const { emails, phones, mergedIds } = whom;
		const whose = { orgId, customerId, emails, phones, ids: [customerId, ...mergedIds] };
		const removed = await removeCustomer(tx, whose, id);
		// Her line is written once more, and says no less than it did.
		const all = new Set([...seenBefore, ...removed.seen.map((one) => one.toString('base64url'))]);
		await sql.recordErased(tx, orgId, id, { ...removed, seen: bytesOf([...all]) });
	});
	await finishErasure(instance, orgId, id);
}
