import type { Tx } from '#platform/database/database.ts';

/** What a mail is written from, beside the message itself. */
export type MailBasis = {
	organization: {
		name: string;
		brandColor: string;
		logoKey: string | null;
		contactEmail: string | null;
		contactPhone: string | null;
		postalAddress: string | null;
		locale: string;
		timeZone: string;
		casePrefix: string;
		portalEnabled: boolean;
		signature: string;
		showReference: boolean;
		inboundAddress: string;
	};
	customer: {
		id: string;
		name: string;
		email: string | null;
		locale: string | null;
		sealedToken: Buffer;
	} | null;
	inquiry: { prefix: string; number: number; subject: string };
	/** Who wrote it; null: no member any more. */
	author: string | null;
};

export type OrganizationMail = MailBasis['organization'];

type BasisRow = OrganizationMail & {
	customerId: string | null;
	customerName: string;
	customerEmail: string | null;
	customerLocale: string | null;
	sealedToken: Buffer;
	prefix: string;
	number: number;
	subject: string;
	author: string | null;
};

const organizationColumns = (tx: Tx) => tx`o.name, o.brand_color as "brandColor", o.logo_key as "logoKey",
	o.contact_email as "contactEmail", o.contact_phone as "contactPhone", o.postal_address as "postalAddress", o.locale,
	o.time_zone as "timeZone", o.case_prefix as "casePrefix", o.portal_enabled as "portalEnabled", o.mail_signature as signature,
	o.mail_reference as "showReference", o.inbound_address as "inboundAddress"`;

/** null: the message is gone. */
export async function mailBasis(tx: Tx, messageId: string): Promise<MailBasis | null> {
	const [row] = await tx<BasisRow[]>`
		select ${organizationColumns(tx)}, c.id as "customerId", c.name as "customerName", c.email as "customerEmail", c.locale as "customerLocale",
			c.portal_token_encrypted as "sealedToken", i.prefix, i.number, i.subject, gate.member_name(m.member_id) as author
		from messages m
		join organizations o on o.id = m.org_id
		join inquiries i on i.org_id = m.org_id and i.id = m.inquiry_id
		left join customers c on c.org_id = m.org_id and c.id = m.customer_id
		where m.org_id = (select scope_org()) and m.id = ${messageId}`;
	if (!row) return null;
	const { customerId, customerName, customerEmail, customerLocale, sealedToken, ...others } = row;
	const { prefix, number, subject, author, ...organization } = others;
	const customer = customerId
		? { id: customerId, name: customerName, email: customerEmail, locale: customerLocale, sealedToken }
		: null;
	return { organization, customer, inquiry: { prefix, number, subject }, author };
}

/** For mails and previews that belong to no message. */
export async function organizationMail(tx: Tx): Promise<OrganizationMail> {
	const [row] = await tx<[OrganizationMail]>`
		select ${organizationColumns(tx)} from organizations o where o.id = (select scope_org())`;
	return row;
}

/** An earlier mail of a case, newest first. */
export type EarlierMail = {
	id: string;
	direction: 'inbound' | 'outbound';
	messageId: string;
	subject: string | null;
	referenceIds: string[];
};

/** The mails of the case before this message, as far as they reached anybody. */
export function earlierMails(tx: Tx, messageId: string, most: number): Promise<EarlierMail[]> {
	return tx<EarlierMail[]>`
		select m.id, m.direction, m.message_id as "messageId", mail.subject,
			coalesce(mail.reference_ids, '{}') as "referenceIds"
		from messages this
		join messages m on m.org_id = this.org_id and m.inquiry_id = this.inquiry_id and m.id <> this.id
			and (m.created_at, m.id) < (this.created_at, this.id)
		left join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id
		where this.org_id = (select scope_org()) and this.id = ${messageId} and m.channel = 'email' and m.message_id is not null
			and not m.automatic and m.state not in ('queued', 'failed')
		order by m.created_at desc, m.id desc limit ${most}`;
}

export type SentMail = {
	orgId: string;
	messageId: string;
	fromName: string;
	fromAddress: string;
	to: { name: string; address: string };
	subject: string;
	inReplyTo: string | null;
	references: string[];
};

/** What left, less its footer (D4). A retry leaves with what holds then. false: its message is gone. */
export async function keepSentMail(tx: Tx, it: SentMail): Promise<boolean> {
	const kept = await tx`
		with it as (select id from messages where org_id = ${it.orgId} and id = ${it.messageId} for key share)
		insert into message_mails (org_id, message_id, from_name, from_address, to_addresses, subject, sent_date,
			in_reply_to, reference_ids)
		select ${it.orgId}, id, left(${it.fromName}, 300), ${it.fromAddress}, ${tx.json([it.to])},
			left(${it.subject}, 1000), now(), ${it.inReplyTo}, ${it.references}::text[] from it
		on conflict (org_id, message_id) do update set from_name = excluded.from_name, from_address = excluded.from_address,
			to_addresses = excluded.to_addresses, subject = excluded.subject, sent_date = excluded.sent_date,
			in_reply_to = excluded.in_reply_to, reference_ids = excluded.reference_ids`;
	return kept.count === 1;
}

export async function nameOfPerson(tx: Tx, personId: string): Promise<string | null> {
	const [row] = await tx<{ name: string }[]>`select name from people where id = ${personId}`;
	return row?.name ?? null;
}
