import { z } from 'zod';
import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { HubError } from '#hub/errors.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { dataRequestMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queueDataRequestMail } from '#hub/outbox/sql.ts';
import REFUSALS from '#hub/texts/refusals/en.ts';
import type { Database } from '#platform/database/database.ts';
import { uuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './requests-sql.ts';

export const deletionForm = z.strictObject({ key: uuid('The key') });

/**
 * S13: the customer asks to be deleted; from then on her page says so. Once for each key, and one at a time whatever she presses
 * (D2). Owners and admins are told by mail. False: no such portal. Throws `too-many` for the sixth within a day.
 */
export async function requestDeletion(
	database: Database,
	token: string,
	{ key }: z.output<typeof deletionForm>
): Promise<boolean> {
	const asked = await sql.requestDeletion(database.statement, hashPortalToken(token), key);
	if (asked?.kind === 'too-many') throw new HubError('too-many', REFUSALS.askedTooOften, {}, 24 * 60 * 60);
	return asked !== null;
}

/** She takes her request back, as long as nobody has carried it out. False: no such portal. */
export const withdrawDeletion = async (database: Database, token: string): Promise<boolean> =>
	(await sql.withdrawDeletion(database.statement, hashPortalToken(token))) !== null;

const concerned = z.object({ orgId: z.uuid(), requestId: z.uuid() });

/** Job `tell_of_data_request`: a mail to each owner and admin, unless she has taken the request back meanwhile. */
export async function tellOfDataRequest(
	hub: Pick<Instance, 'config' | 'database'>,
	payload: unknown
): Promise<void> {
	const { orgId, requestId } = concerned.parse(payload);
	await asWorker(hub.database, orgId, async (tx) => {
		for (const { memberId, customerId, email, ...rest } of await sql.toTell(tx, orgId, requestId)) {
			const mail = dataRequestMail({ ...rest, origin: hub.config.origin });
			const about = { orgId, memberId, requestId, path: `/customers/${customerId}` };
			const addressed = { ...mail, recipient: email, messageId: newMessageId(hub) };
			const id = await queueDataRequestMail(tx, about, addressed);
			if (id) await enqueueDelivery(tx, id);
		}
	});
}
