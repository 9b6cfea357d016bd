/** What answers that are not pages may load: nothing. Pages have the policy of svelte.config.js, with nonces. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const PERMISSIONS = [
	'camera',
	'microphone',
	'geolocation',
	'payment',
	'usb',
	'serial',
	'midi',
	'browsing-topics'
]
	.map((feature) => `${feature}=()`)
	.join(', ');

/**
 * Adds the security headers to an answer, leaving what the route has set: the portal frames itself in a preview and has a
 * policy of its own. Answers that name no cache policy are not kept by anybody.
 */
export function secured(response: Response, origin: string): Response {
	const headers = new Headers(response.headers);
	const unlessSet = (name: string, value: string) => headers.has(name) || headers.set(name, value);
	unlessSet('content-security-policy', NOTHING);
	unlessSet('referrer-policy', 'same-origin');
	unlessSet('x-content-type-options', 'nosniff');
	unlessSet('cross-origin-opener-policy', 'same-origin');
	unlessSet('cross-origin-resource-policy', 'same-origin');
	unlessSet('permissions-policy', PERMISSIONS);
	unlessSet('cache-control', 'private, no-store');
	if (headers.get('content-security-policy')?.includes("frame-ancestors 'none'"))
		unlessSet('x-frame-options', 'DENY');
	if (origin.startsWith('https:')) unlessSet('strict-transport-security', 'max-age=31536000');
	return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
