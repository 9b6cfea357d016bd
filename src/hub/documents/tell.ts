import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { newFileMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queueCustomerMail } from '#hub/outbox/sql.ts';
import type { Instance } from '#platform/instance.ts';
import { takeUntold, whomToTell, type ToTell } from './sql.ts';

/** Files that one mail names; it says how many there are in all. */
const NAMED = 20;

const payloadSchema = z.object({ orgId: z.uuid(), customerId: z.uuid() });

/**
 * Job `tell_of_files`, a minute after the last upload: one mail about all files that the customer was to be told of and that are
 * still there. None without an address or while the portal is off; nor later, when the news would be old.
 */
export async function tellOfFiles(
	instance: Pick<Instance, 'config' | 'database'>,
	payload: unknown
): Promise<void> {
	const { orgId, customerId } = payloadSchema.parse(payload);
	await asWorker(instance.database, orgId, async (tx) => {
		const files = await takeUntold(tx, orgId, customerId);
		const whom = files.length ? await whomToTell(tx, orgId, customerId) : null;
		if (!whom?.email) return;
		const mail = newFileMail({ ...whom, count: files.length, files: files.slice(0, NAMED).map(shown) });
		const to = { orgId, customerId, kind: 'new_file' } as const;
		const addressed = { ...mail, recipient: whom.email, messageId: newMessageId(instance) };
		const id = await queueCustomerMail(tx, to, addressed);
		if (id) await enqueueDelivery(tx, id);
	});
}

const shown = ({ name, label, size }: ToTell) => ({ name: label ?? name, detail: sizeInWords(size) });

const UNITS = ['B', 'KB', 'MB'];

/** As the portal says it: 1.2 MB. */
function sizeInWords(bytes: number): string {
	const unit = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
	const amount = bytes / 1024 ** unit;
	return `${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 && unit > 0 ? 1 : 0 })} ${UNITS[unit] ?? ''}`;
}
