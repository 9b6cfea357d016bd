import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { deliverMessage } from '#hub/messages/deliver.ts';
import { sendMessage } from '#hub/messages/send.ts';
import type { NewAttachment } from '#hub/messages/types.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { customer, type TestCustomer } from '#support/customers.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { joins, organization, person } from '#support/people.ts';
import type { TestSmtp } from '#support/smtp.ts';

/** An instance whose mail leaves through `smtp`. */
export const openMailInstance = (smtp: TestSmtp): Promise<TestInstance> =>
	openTestInstance({
		SECRET_KEY: 'the key of every test',
		ORIGIN: 'https://hub.example',
		SMTP_URL: smtp.url,
		MAIL_FROM: 'Customer Hub <hub@mail.example>',
		ALLOW_PRIVATE_HOSTS: '1'
	});

/** A business with an owner who writes mails, and a customer with an address and a case. */
export type MailSalon = {
	orgId: string;
	owner: Member;
	carla: TestCustomer & { email: string };
	inquiryId: string;
	/** Queues a mail that may leave at once; answers its message's id. */
	write(body: string, more?: { attachments?: NewAttachment[]; replyTo?: string }): Promise<string>;
	/** The job, once. */
	deliver(messageId: string): Promise<void>;
	/** How it stands in the database. */
	standing(messageId: string): Promise<Standing | undefined>;
};

export type Standing = {
	state: string;
	failure: string | null;
	attempts: number;
	lastError: string | null;
	messageId: string;
};

export async function mailSalon(hub: TestInstance, name = 'Studio Lumi'): Promise<MailSalon> {
	const sql: postgres.Sql = hub.fresh.owner;
	const orgId = await organization(sql, name);
	await sql`update organizations set case_prefix = 'YS', last_case_number = 123 where id = ${orgId}`;
	const owner = await joins(sql, await person(sql, 'Olga Owner'), orgId, 'owner');
	const carla = {
		...(await customer(sql, orgId, 'Carla Customer')),
		email: `carla-${orgId.slice(0, 8)}@customers.example`
	};
	await sql`update customers set email = ${carla.email}, email_normalized = ${carla.email} where id = ${carla.id}`;
	const inquiryId = randomUUID();
	await sql`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${orgId}, ${inquiryId}, 123, ${carla.id}, 'Colour and cut on Friday')`;
	return {
		orgId,
		owner,
		carla,
		inquiryId,
		async write(body, more = {}) {
			const id = await asMember(hub.database, owner, (tx) =>
				sendMessage(hub, tx, owner, { inquiryId, channel: 'email', body, key: randomUUID(), ...more })
			);
			await sql`update messages set release_at = now() where id = ${id}`;
			return id;
		},
		deliver: (messageId) => deliverMessage(hub, { orgId, messageId }),
		async standing(messageId) {
			const [row] = await sql<Standing[]>`
				select state, failure, attempts, last_error as "lastError", message_id as "messageId"
				from messages where id = ${messageId}`;
			return row;
		}
	};
}
