import { forbidden, HubError } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { countAttempts } from '#hub/people/limits.ts';
import type { Instance } from '#platform/instance.ts';
import { recordAccess, type RecordedKind } from './access.ts';
import { customersDoor, membersDoor, type Door } from './export-door.ts';
import { archiveOf, type FilesArchive } from './export-files.ts';
import { exportOf, type CustomerExport } from './export.ts';
import { canExportCustomers } from './policy.ts';

type Hub = Pick<Instance, 'database' | 'secrets' | 'storage' | 'log'>;

/**
 * S11: a customer takes her data through her link. null: no such portal, or it is off. Throws `too-many`. That she did so is not
 * written down: her browser fetches it before she asks, and what she then does with it is hers (docs/decisions/0016).
 */
export const takeData = (hub: Hub, token: string): Promise<CustomerExport | null> =>
	ofHerOwn(async () => {
		const found = await exportOf(customersDoor(hub.database, token));
		await countAttempts(hub, [['data of a customer by herself', found.customerId]]);
		return found;
	});

/** D5: a customer takes her files; otherwise as `takeData`. */
export const takeFiles = (hub: Hub, token: string): Promise<FilesArchive | null> =>
	ofHerOwn(async () => {
		const found = await archiveOf(hub, customersDoor(hub.database, token));
		await countAttempts(hub, [['files of a customer by herself', found.customerId]]);
		return found;
	});

/** A customer who asks by mail or at the counter gets the same from an owner or admin, who is written down. Throws forbidden, not found, `too-many`. */
export const giveData = (hub: Hub, actor: Member, customerId: string): Promise<CustomerExport> =>
	byMember(hub, actor, customerId, 'data_exported', exportOf);

/** The same for her files. */
export const giveFiles = (hub: Hub, actor: Member, customerId: string): Promise<FilesArchive> =>
	byMember(hub, actor, customerId, 'files_exported', (door) => archiveOf(hub, door));

async function ofHerOwn<T>(take: () => Promise<T>): Promise<T | null> {
	try {
		return await take();
	} catch (cause) {
		if (cause instanceof HubError && cause.refusal === 'not-found') return null;
		throw cause;
	}
}

async function byMember<T>(
	hub: Hub,
	actor: Member,
	customerId: string,
	kind: Exclude<RecordedKind, 'seen'>,
	give: (door: Door) => Promise<T>
): Promise<T> {
	if (!canExportCustomers(actor.role))
		throw forbidden('Only an owner or admin hands out a customer’s data. Ask one of them.');
	await countAttempts(hub, [['export by a member', actor.memberId]]);
	const given = await give(membersDoor(hub.database, actor, customerId));
	await asMember(hub.database, actor, (tx) => recordAccess(tx, actor, customerId, kind));
	return given;
}
