import { z } from 'zod';
import { wholeName } from '#hub/customers/first-name.ts';
import { languageOfCustomer } from '#hub/customers/language.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { newFileMail } from '#hub/outbox/customer-mails.ts';
import { enqueueDelivery, queueCustomerMail } from '#hub/outbox/sql.ts';
import { fileSize } from '#hub/texts/file-size.ts';
import { isolated } from '#hub/texts/isolate.ts';
import type { Language } from '#hub/texts/language.ts';
import type { Instance } from '#platform/instance.ts';
import { sharedLabels } from './labels.ts';
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
		const language = await languageOfCustomer(tx, customerId);
		const shared = sharedLabels(files);
		const named = files.slice(0, NAMED).map((file) => shown(file, language, shared));
		const mail = newFileMail(language, {
			...whom,
			name: wholeName(whom.name),
			count: files.length,
			files: named
		});
		const to = { orgId, customerId, kind: 'new_file' } as const;
		const addressed = { ...mail, recipient: whom.email, messageId: newMessageId(instance) };
		const id = await queueCustomerMail(tx, to, addressed);
		if (id) await enqueueDelivery(tx, id);
	});
}

const shown = ({ name, label, size }: ToTell, { tag, direction }: Language, shared: Set<string | null>) => ({
	name: label ?? name,
	detail: (shared.has(label) ? `${isolated(name, direction)} · ` : '') + fileSize(size, tag)
});
