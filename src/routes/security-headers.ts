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

/** The security headers of an answer with this policy. Answers that name no cache policy are not kept by anybody. */
export function securityHeaders(policy: string, origin: string): Record<string, string> {
	return {
		'content-security-policy': policy,
		'referrer-policy': 'same-origin',
		'x-content-type-options': 'nosniff',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': PERMISSIONS,
		'cache-control': 'private, no-store',
		...(policy.includes("frame-ancestors 'none'") && { 'x-frame-options': 'DENY' }),
		...(origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' })
	};
}

/**
 * Adds the security headers to an answer, leaving what the route has set: the portal frames itself in a preview and has a
 * policy of its own.
 */
export function secured(response: Response, origin: string): Response {
	const headers = new Headers(response.headers);
	const policy = headers.get('content-security-policy') ?? NOTHING;
	for (const [name, value] of Object.entries(securityHeaders(policy, origin)))
		if (!headers.has(name)) headers.set(name, value);
	return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
