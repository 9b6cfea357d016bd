import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { searchText } from '#hub/customers/search-text.ts';

/** A key that storage takes, shorter than those of the app: so that a test tells these objects, which have no bytes, from its own. */
const fixtureKey = () => randomBytes(16).toString('hex');

/** One organization with an owner and two customers, each of whom has a row in every table that can name a customer. */
export type Whole = {
	orgId: string;
	personId: string;
	ownerId: string;
	customers: {
		id: string;
		tokenHash: Buffer;
		inquiryId: string;
		messageId: string;
		attachmentId: string;
		documentId: string;
		quoteId: string;
		paymentId: string;
		objectKey: string;
	}[];
};

/** Writes a whole organization as the database's superuser: what exists is then known without asking the code under test. */
export async function wholeOrganization(sql: postgres.Sql, name: string): Promise<Whole> {
	const tag = randomUUID().slice(0, 8);
	const orgId = randomUUID();
	const ownerId = randomUUID();
	const personId = randomUUID();
	await sql`insert into organizations (id, name, inbound_address) values (${orgId}, ${name}, ${`${tag}@in.example`})`;
	await sql`insert into people (id, email, email_normalized, name)
		values (${personId}, ${`owner-${tag}@example.com`}, ${`owner-${tag}@example.com`}, 'Olga Owner')`;
	await sql`insert into members (org_id, id, person_id, role) values (${orgId}, ${ownerId}, ${personId}, 'owner')`;
	await sql`insert into invitations (org_id, email, role, token_hash, invited_by, expires_at)
		values (${orgId}, 'new@example.com', 'agent', ${randomBytes(32)}, ${ownerId}, now() + interval '1 day')`;
	await sql`insert into notification_settings (org_id, member_id, cases, new_cases, replies, assignments, follow_ups)
		values (${orgId}, ${ownerId}, 'all', 'batched', 'batched', 'batched', 'now')`;
	const [erasure] = await sql<
		{ id: string }[]
	>`insert into erasures (org_id, customer_hash, approved_by, ledgered_at, finished_at)
		values (${orgId}, ${randomBytes(32)}, ${ownerId}, now(), now()) returning id`;
	await sql`insert into erasure_receipts (org_id, erasure_id, receipt) values (${orgId}, ${erasure?.id ?? ''}, '{}')`;
	await sql`insert into outbox_mails (org_id, kind, recipient, subject, body_text, message_id)
		values (${orgId}, 'invitation', 'new@example.com', 'Welcome', 'Text', ${`<${tag}@hub.example>`})`;
	await sql`insert into channels (org_id, kind, sealed) values (${orgId}, 'smtp', ${randomBytes(60)})`;
	await sql`insert into customer_imports (org_id, member_id, file_name, sheet, headed, columns)
		values (${orgId}, ${ownerId}, 'customers.csv', '{"kind":"csv","rows":[]}', true, '{}')`;
	await sql`insert into help_votes (org_id, member_id, slug, helpful) values (${orgId}, ${ownerId}, 'portal', true)`;
	await sql`insert into saved_replies (org_id, title, body) values (${orgId}, 'Thanks', 'Thank you, {first name}')`;
	await sql`insert into quote_templates (org_id, name, content) values (${orgId}, 'Cut', '{"lines":[]}')`;
	await sql`insert into mail_seen (org_id, hash) values (${orgId}, ${randomBytes(32)})`;
	await sql`insert into whatsapp_seen (org_id, hash) values (${orgId}, ${randomBytes(32)})`;
	await sql`insert into kept_invoices (org_id, kind, number, issued_on, currency, total_minor) values (${orgId}, 'invoice', 77, '2026-01-01', 'EUR', 100)`;
	await sql`insert into mailbox_positions (org_id, mailbox, uid_validity, last_uid) values (${orgId}, ${randomBytes(32)}, 1, 2)`;
	const customers: Whole['customers'] = [];
	for (const [index, first] of ['Carla', 'Dana'].entries())
		customers.push(await wholeCustomer(sql, orgId, ownerId, first, index));
	return { orgId, personId, ownerId, customers };
}

async function wholeCustomer(
	sql: postgres.Sql,
	orgId: string,
	ownerId: string,
	first: string,
	index: number
) {
	const id = randomUUID();
	const inquiryId = randomUUID();
	const messageId = randomUUID();
	const documentId = randomUUID();
	const quoteId = randomUUID();
	const paymentId = randomUUID();
	const objectKey = fixtureKey();
	const attachedKey = fixtureKey();
	const thumbnailKey = fixtureKey();
	const picturedKey = fixtureKey();
	const attachmentId = randomUUID();
	const tokenHash = createHash('sha256').update(randomBytes(32)).digest();
	const sha = randomBytes(32);
	await sql`insert into customers (org_id, id, name, email, email_normalized, search_text, portal_token_hash, portal_token_encrypted)
		values (${orgId}, ${id}, ${`${first} Customer`}, ${`${first}@example.com`}, ${`${first.toLowerCase()}@example.com`},
			${searchText({ name: `${first} Customer`, email: `${first}@example.com`, phone: null })}, ${tokenHash}, ${randomBytes(60)})`;
	await sql`insert into inquiries (org_id, id, number, customer_id, subject, assignee_id)
		values (${orgId}, ${inquiryId}, ${index + 1}, ${id}, ${`${first} asks`}, ${ownerId})`;
	await sql`insert into inquiry_events (org_id, inquiry_id, kind, member_id) values (${orgId}, ${inquiryId}, 'opened', ${ownerId})`;
	await sql`insert into messages (org_id, id, inquiry_id, customer_id, direction, channel, body, member_id)
		values (${orgId}, ${messageId}, ${inquiryId}, ${id}, 'outbound', 'email', ${`Hello ${first}`}, ${ownerId})`;
	await sql`insert into message_mails (org_id, message_id, from_address, subject) values (${orgId}, ${messageId}, 'studio@example.com', 'Hello')`;
	await sql`insert into inquiry_notes (org_id, inquiry_id, member_id, body) values (${orgId}, ${inquiryId}, ${ownerId}, ${`About ${first}`})`;
	await sql`insert into drafts (org_id, inquiry_id, member_id, body) values (${orgId}, ${inquiryId}, ${ownerId}, ${`Dear ${first}`})`;
	await sql`insert into inquiry_reads (org_id, inquiry_id, member_id) values (${orgId}, ${inquiryId}, ${ownerId})`;
	await sql`insert into notifications (org_id, member_id, inquiry_id, messages, send_at) values (${orgId}, ${ownerId}, ${inquiryId}, 1, now())`;
	for (const key of [objectKey, attachedKey, thumbnailKey, picturedKey])
		await sql`insert into objects (key, org_id, state, size, sha256) values (${key}, ${orgId}, 'stored', 3, ${sha})`;
	await sql`insert into attachments (org_id, id, message_id, customer_id, object_key, thumbnail_key, name, content_type, size, sha256)
		values (${orgId}, ${attachmentId}, ${messageId}, ${id}, ${attachedKey}, ${picturedKey}, 'a.png', 'image/png', 3, ${sha})`;
	await sql`insert into documents (org_id, id, customer_id, object_key, thumbnail_key, name, content_type, category, size, sha256, uploaded_by)
		values (${orgId}, ${documentId}, ${id}, ${objectKey}, ${thumbnailKey}, ${`${first}.pdf`}, 'application/pdf', 'pdf', 3, ${sha}, ${ownerId})`;
	await sql`insert into quotes (org_id, id, number, customer_id, inquiry_id, title, status, currency)
		values (${orgId}, ${quoteId}, ${index + 1}, ${id}, ${inquiryId}, ${`Quote for ${first}`}, 'sent', 'EUR')`;
	await sql`insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, total_minor)
		values (${orgId}, ${quoteId}, ${id}, 1, 'Cut', 1, 100, 100)`;
	await sql`insert into quote_events (org_id, quote_id, kind, member_id) values (${orgId}, ${quoteId}, 'sent', ${ownerId})`;
	await sql`insert into payments (org_id, id, quote_id, customer_id, amount_minor, currency, method, received_on)
		values (${orgId}, ${paymentId}, ${quoteId}, ${id}, 100, 'EUR', 'cash', '2026-01-01')`;
	await sql`insert into referrals (org_id, referrer_id, friend_id, inquiry_id, friend_name)
		values (${orgId}, ${id}, ${id}, ${inquiryId}, ${`Friend of ${first}`})`;
	await sql`insert into outbox_mails (org_id, customer_id, kind, recipient, subject, body_text, message_id, state)
		values (${orgId}, ${id}, 'lost_link', ${`${first}@example.com`}, 'Your link', 'Text', ${`<${randomUUID()}@hub.example>`}, 'sent')`;
	await sql`insert into referral_links (org_id, customer_id, token_hash, sealed) values (${orgId}, ${id}, ${randomBytes(32)}, ${randomBytes(60)})`;
	await sql`insert into customer_aliases (org_id, customer_id, kind, shown, normalized)
		values (${orgId}, ${id}, 'email', ${`${first}@old.example`}, ${`${first.toLowerCase()}@old.example`})`;
	await sql`insert into customer_merges (org_id, kept_id, merged_id, member_id) values (${orgId}, ${id}, ${randomUUID()}, ${ownerId})`;
	await sql`insert into customer_accesses (org_id, customer_id, kind, who, member_id) values (${orgId}, ${id}, 'seen', 'member', ${ownerId})`;
	await sql`insert into inquiry_accesses (org_id, inquiry_id, member_id) values (${orgId}, ${inquiryId}, ${ownerId})`;
	await sql`insert into customer_data_requests (org_id, customer_id) values (${orgId}, ${id})`;
	return { id, tokenHash, inquiryId, messageId, attachmentId, documentId, quoteId, paymentId, objectKey };
}
