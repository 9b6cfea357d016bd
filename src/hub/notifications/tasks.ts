import { z } from 'zod';
import { caseNumber } from '#hub/inquiries/case-number.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { notificationMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queueNotification } from '#hub/outbox/sql.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './sql.ts';

const concerned = z.object({ orgId: z.uuid(), memberId: z.uuid(), inquiryId: z.uuid() });

/**
 * Job `notify_member`: one mail to one member about all that happened in one case since the last. What she has read meanwhile
 * is left out, and without anything left no mail is written.
 */
export async function notifyMember(
	hub: Pick<Instance, 'config' | 'database'>,
	payload: unknown
): Promise<void> {
	const it = concerned.parse(payload);
	await asWorker(hub.database, it.orgId, async (tx) => {
		const taken = await sql.take(tx, it);
		if (!taken || !(taken.messages || taken.opened || taken.assigned || taken.due)) return;
		const { email, casePrefix, number, ...rest } = taken;
		const mail = notificationMail({
			...rest,
			number: caseNumber(casePrefix, number),
			origin: hub.config.origin
		});
		const id = await queueNotification(tx, it, { ...mail, recipient: email, messageId: newMessageId(hub) });
		if (id) await enqueueDelivery(tx, id);
	});
}
