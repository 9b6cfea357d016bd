import type { Cookies } from '@sveltejs/kit';
import { instance } from '#platform/instance.ts';

const secure = () => instance().config.origin.startsWith('https:');

/** With https the browser itself holds the cookie to this host and path (RFC 6265bis, 4.1.3.2). */
const name = () => (secure() ? '__Host-session' : 'session');

const attributes = () => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: secure() }) as const;

/** The session's token as the browser sent it, whatever it holds. */
export const sessionCookie = (cookies: Cookies) => cookies.get(name());

export function keepSession(cookies: Cookies, token: string, expiresAt: Date): void {
	cookies.set(name(), token, { ...attributes(), expires: expiresAt });
}

export function dropSession(cookies: Cookies): void {
	cookies.delete(name(), attributes());
}
