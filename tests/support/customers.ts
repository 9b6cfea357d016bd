import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import {
	hashPortalToken,
	newPortalToken,
	PORTAL_TOKEN_PURPOSE,
	sealPortalToken
} from '#hub/customers/portal-token.ts';
import { searchText } from '#hub/customers/search-text.ts';
import { testSecrets } from '#support/people.ts';

/** A customer, and the token that opens her portal. */
export type TestCustomer = { id: string; name: string; token: string };

/** Writes a customer as the database's superuser, with a link that the test app's key can show again. */
export async function customer(sql: Sql, orgId: string, name: string): Promise<TestCustomer> {
	const id = randomUUID();
	const token = newPortalToken();
	const key = testSecrets.derive(PORTAL_TOKEN_PURPOSE);
	const sealed = sealPortalToken(key, { orgId, customerId: id }, token);
	await sql`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
		values (${orgId}, ${id}, ${name}, ${searchText({ name, email: null, phone: null })}, ${hashPortalToken(token)}, ${sealed})`;
	return { id, name, token };
}
