import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { normalizeEmail } from '#hub/customers/sql.ts';
import { wholeName } from '#hub/customers/first-name.ts';
import { languageOfCustomer } from '#hub/customers/language.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { newMessageId, queuedOnce } from '#hub/outbox/links.ts';
import { lostLinkMail } from '#hub/outbox/customer-mails.ts';
import { enqueueDelivery, queueCustomerMail } from '#hub/outbox/sql.ts';
import { countAttempts } from '#hub/people/limits.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import { address } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { customersWithAddress, enqueueLostLinks } from './sql.ts';

type Hub = Pick<Instance, 'config' | 'database' | 'secrets'>;

export const lostLinkForm = z.strictObject({ email: address() });

/** A family may share an address; more people than this in one business do not. */
const MOST_PER_ORGANIZATION = 3;

/**
 * B3: somebody lost the link to her page. Whether anybody has the address is looked up by a job afterwards, so that answer and
 * time are the same for all. `network` is an IPv4 address or an IPv6 /64. Throws `too-many`.
 */
export async function requestLostLink(hub: Hub, email: string, network: string): Promise<void> {
	const normalized = normalizeEmail(email);
	await countAttempts(hub, [
		['lost link of an address', normalized],
		['lost link from a network', network]
	]);
	await asVisitor(hub.database, (tx) => enqueueLostLinks(tx, { email: normalized, asking: randomUUID() }));
}

// Jobs of earlier versions that still wait name no asking.
const payloadSchema = z.object({ email: z.string(), asking: z.uuid().default(randomUUID) });

/** One mail for each asking and customer, however often the job is begun again. */
const mailOf = (asking: string, customerId: string) =>
	createHash('sha256').update(`${asking} ${customerId}`).digest('hex').slice(0, 32);

/** Job `send_lost_links`: a mail to the address on file, for each business whose portal is on and that knows it. */
export async function sendLostLinks(hub: Hub, payload: unknown): Promise<void> {
	const { email, asking } = payloadSchema.parse(payload);
	const found = await asWorker(hub.database, null, (tx) =>
		customersWithAddress(tx, email, MOST_PER_ORGANIZATION)
	);
	for (const { orgId, customerId, name, email: recipient, organization } of found)
		await queuedOnce(() =>
			asWorker(hub.database, orgId, async (tx) => {
				const language = await languageOfCustomer(tx, customerId);
				const written = lostLinkMail(language, { name: wholeName(name), organization });
				const mail = { ...written, recipient, messageId: newMessageId(hub, mailOf(asking, customerId)) };
				const id = await queueCustomerMail(tx, { orgId, customerId, kind: 'lost_link' }, mail);
				if (id) await enqueueDelivery(tx, id);
			})
		);
}
