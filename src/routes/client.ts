import type { RequestEvent } from '@sveltejs/kit';
import type { Client } from '#hub/people/sign-in.ts';
import { networkOf } from '#platform/network.ts';
import { sessionCookie } from './session-cookie.ts';

/** Where a request comes from. The address is the server's finding: forwarded ones count only from trusted proxies. */
export function clientOf(event: RequestEvent): Client {
	return {
		network: networkOf(event.getClientAddress()),
		device: event.request.headers.get('user-agent'),
		session: sessionCookie(event.cookies) ?? null
	};
}
