import { randomUUID } from 'node:crypto';
import { receiveMail, type Reception } from '#hub/messages/mail-in.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { customer, type TestCustomer } from './customers.ts';
import { openTestInstance, type TestInstance } from './instance.ts';
import { joins, organization, person } from './people.ts';

/** A business that gets mail. */
export type WrittenTo = {
	orgId: string;
	olga: Member;
	/** Writes from anna@example.com. */
	anna: TestCustomer;
	/** Anna's case, closed as won, which the salon answered with `ours`. */
	annasCase: string;
	ours: string;
	receive(raw: Buffer, recipient?: string | null): Promise<Reception>;
};

/** An instance that believes its own mail server. */
export const openWrittenTo = (): Promise<TestInstance> =>
	openTestInstance({ ORIGIN: 'https://hub.example.com', MAIL_AUTHENTICATION_SERVER: 'mx.salon.example' });

export async function writtenTo(hub: TestInstance): Promise<WrittenTo> {
	const { owner } = hub.fresh;
	const orgId = await organization(owner, 'Studio Lumi');
	const olga = await joins(owner, await person(owner, 'Olga Owner'), orgId, 'owner');
	const anna = await customer(owner, orgId, 'Anna Berg');
	await owner`update customers set email = 'Anna@example.com', email_normalized = 'anna@example.com' where id = ${anna.id}`;
	const annasCase = randomUUID();
	const ours = newMessageId(hub);
	await owner`insert into inquiries (org_id, id, number, customer_id, subject) values (${orgId}, ${annasCase}, 1, ${anna.id}, 'Wedding')`;
	await owner`update organizations set last_case_number = 1 where id = ${orgId}`;
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, message_id, state, sent_at)
		values (${orgId}, ${annasCase}, ${anna.id}, 'outbound', 'email', 'Would Tuesday suit you?', ${ours}, 'sent', now())`;
	await owner`update inquiries set status = 'closed', closed_at = now(), outcome = 'won' where id = ${annasCase}`;
	const receive: WrittenTo['receive'] = (raw, recipient = null) =>
		receiveMail(hub, orgId, { raw, recipient, receivedAt: null });
	return { orgId, olga, anna, annasCase, ours, receive };
}

/** Where a mail was kept. Throws when it was not. */
export function kept(reception: Reception) {
	if (reception.outcome !== 'kept') throw new Error(`the mail was ${reception.outcome}`);
	return reception;
}
