import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { searchText } from '#hub/customers/search-text.ts';

/** A customer, and the token that opens her portal. */
export type TestCustomer = { id: string; name: string; token: string };

/** Writes a customer as the database's superuser. Her link can be used, but not shown again by the desk. */
export async function customer(sql: Sql, orgId: string, name: string): Promise<TestCustomer> {
	const id = randomUUID();
	const token = newPortalToken();
	await sql`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
		values (${orgId}, ${id}, ${name}, ${searchText({ name, email: null, phone: null })}, ${hashPortalToken(token)}, ${Buffer.alloc(60)})`;
	return { id, name, token };
}
