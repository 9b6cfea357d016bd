import type { Tx } from '#platform/database/database.ts';
import type { Channel } from './types.ts';

/** What decides how a customer can be reached. */
export type Reach = {
	customerId: string;
	email: string | null;
	phone: string | null;
	/** Her organization's portal is on (S21). */
	portalEnabled: boolean;
	/** When she was last on her page; null: she has never been there, and may never have had its link. */
	seenAt: Date | null;
	/** By which way she wrote last; null: not yet. */
	lastChannel: Channel | null;
};

export async function reachOf(tx: Tx, customerId: string): Promise<Reach | null> {
	const [row] = await tx<Reach[]>`
		select c.id as "customerId", c.email, c.phone, o.portal_enabled as "portalEnabled", c.portal_seen_at as "seenAt",
			(select m.channel from messages m where m.org_id = c.org_id and m.customer_id = c.id and m.direction = 'inbound'
				and not m.automatic order by m.created_at desc limit 1) as "lastChannel"
		from customers c join organizations o on o.id = c.org_id
		where c.org_id = (select scope_org()) and c.id = ${customerId}`;
	return row ?? null;
}

/** Where mail for the organization in scope comes in by the webhook. */
export async function inboundAddress(tx: Tx): Promise<string | null> {
	const [row] = await tx<{ address: string }[]>`
		select inbound_address as address from organizations where id = (select scope_org())`;
	return row?.address ?? null;
}
