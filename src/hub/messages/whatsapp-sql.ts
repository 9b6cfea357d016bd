import type { Tx } from '#platform/database/database.ts';
import type { MessageDetails } from './types.ts';

/** A message of WhatsApp's by its id there; null: we have none. */
export async function messageByProviderId(tx: Tx, providerId: string): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		select id from messages where org_id = (select scope_org()) and provider_id = ${providerId}`;
	return row?.id ?? null;
}

/** false: it was seen before, or by another transaction that has committed in the meantime. */
export async function markSeen(tx: Tx, orgId: string, hash: Buffer): Promise<boolean> {
	const marked = await tx`
		insert into whatsapp_seen (org_id, hash) values (${orgId}, ${hash}) on conflict do nothing`;
	return marked.count === 1;
}

export async function setReaction(tx: Tx, providerId: string, emoji: string | null): Promise<void> {
	await tx`update messages set details = case when ${emoji}::text is null then details - 'reaction'
			else details || jsonb_build_object('reaction', ${emoji}::text) end
		where org_id = (select scope_org()) and provider_id = ${providerId}`;
}

export type WantedMedia = {
	orgId: string;
	messageId: string;
	mediaId: string;
	name: string;
	mimeType: string;
};

export async function enqueueMedia(tx: Tx, wanted: WantedMedia): Promise<void> {
	await tx`select enqueue_job('fetch_whatsapp_media', ${tx.json(wanted)}::json, ${`fetch_whatsapp_media ${wanted.messageId}`})`;
}

/** A report of a message whose id the process that sends it is just about to write down. */
export async function enqueueStatus(tx: Tx, report: Record<string, string | null>): Promise<void> {
	await tx`select enqueue_job('whatsapp_status', ${tx.json(report)}::json, null, now() + interval '10 seconds')`;
}

/** Whether a message still waits for its file, locked so that two jobs do not both bring it. */
export async function awaitsMedia(tx: Tx, messageId: string): Promise<boolean> {
	const rows = await tx`select from messages
		where org_id = (select scope_org()) and id = ${messageId} and details ? 'awaits' for update`;
	return rows.count > 0;
}

/** Whose it is. She stays until the end of the transaction: whoever erases her takes her first, and then what is hers. */
export async function customerOfMessage(tx: Tx, messageId: string): Promise<string | null> {
	const [row] = await tx<{ customerId: string | null }[]>`
		select customers.id as "customerId" from messages
		join customers on customers.org_id = messages.org_id and customers.id = messages.customer_id
		where messages.org_id = (select scope_org()) and messages.id = ${messageId} for key share of customers`;
	return row?.customerId ?? null;
}

export async function mediaArrived(tx: Tx, messageId: string): Promise<void> {
	await tx`update messages set details = details - 'awaits' where org_id = (select scope_org()) and id = ${messageId}`;
}

/** The file will not come. `leftOut`: it was too large; `lost`: WhatsApp does not have it any more. */
export async function mediaLost(
	tx: Tx,
	messageId: string,
	name: string,
	why: 'leftOut' | 'lost'
): Promise<void> {
	await tx`update messages set details = (details - 'awaits') || jsonb_build_object(${why}::text, jsonb_build_array(${name}::text))
		where org_id = (select scope_org()) and id = ${messageId}`;
}

/** WhatsApp's ids of the parts of a message that have left. */
export async function keepPart(tx: Tx, messageId: string, part: string): Promise<void> {
	await tx`update messages set details = details || jsonb_build_object('parts', coalesce(details -> 'parts', '[]') || jsonb_build_array(${part}::text))
		where org_id = (select scope_org()) and id = ${messageId}`;
}

export type Talk = {
	/** With its country, digits only; null: none that WhatsApp can be told. */
	number: string | null;
	/** The number as it was typed, when it is not that of her record: she wrote last from another that is hers by a merge. */
	further: string | null;
	/** When she last wrote by WhatsApp. */
	lastInboundAt: Date | null;
};

/** Where a customer is on WhatsApp, and since when the window runs. */
export async function talkWith(tx: Tx, customerId: string): Promise<Talk> {
	const [row] = await tx<{ phone: string | null; further: string | null; lastInboundAt: Date | null }[]>`
		select coalesce(alias.normalized, phone_normalized) as phone, alias.shown as further, newest.at as "lastInboundAt"
		from customers
		left join lateral (select created_at as at, details ->> 'from' as number from messages
			where messages.org_id = customers.org_id and messages.customer_id = customers.id
				and direction = 'inbound' and channel = 'whatsapp' order by created_at desc limit 1) as newest on true
		left join customer_aliases as alias on alias.org_id = customers.org_id and alias.customer_id = customers.id
			and alias.kind = 'phone' and alias.normalized in (newest.number, '+' || newest.number)
			and alias.normalized is distinct from phone_normalized
		where customers.org_id = (select scope_org()) and customers.id = ${customerId} limit 1`;
	const phone = row?.phone ?? '';
	// A number without its country was hers all the same if she wrote from it.
	const known = phone.startsWith('+') || (row?.lastInboundAt && !phone.startsWith('0'));
	return {
		number: known && phone ? phone.replace('+', '') : null,
		further: row?.further ?? null,
		lastInboundAt: row?.lastInboundAt ?? null
	};
}

export async function detailsOf(tx: Tx, messageId: string): Promise<MessageDetails> {
	const [row] = await tx<{ details: MessageDetails }[]>`
		select details from messages where org_id = (select scope_org()) and id = ${messageId}`;
	return row?.details ?? {};
}

export async function theOnlyOrganization(tx: Tx): Promise<string | null> {
	const [row] = await tx<{ id: string | null }[]>`select gate.the_only_organization() as id`;
	return row?.id ?? null;
}

export async function providerIdOf(tx: Tx, messageId: string): Promise<string | null> {
	const [row] = await tx<{ id: string | null }[]>`
		select provider_id as id from messages where org_id = (select scope_org()) and id = ${messageId}`;
	return row?.id ?? null;
}

export async function organizationInScope(tx: Tx): Promise<string> {
	const [row] = await tx<{ id: string }[]>`select scope_org() as id`;
	return row?.id ?? '';
}
