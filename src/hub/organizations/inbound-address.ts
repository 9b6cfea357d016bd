import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * The address at which an organization gets mail, such as `5f0c9e1b7a3d24c8@in.hub.example.com`: made by the instance from its
 * own origin, never chosen, so that it tells nobody who else is here.
 */
export function newInboundAddress(origin: string): string {
	const host = new URL(origin).hostname;
	const domain = isIP(host.replace(/^\[|\]$/g, '')) ? 'localhost' : host;
	return `${randomBytes(8).toString('hex')}@in.${domain}`;
}
