import { BlockList, isIP, isIPv4 } from 'node:net';

/** An address as text, an IPv4 address written as IPv6 (`::ffff:192.0.2.1`) as IPv4; null when it is none. */
function plain(address: string | undefined): string | null {
	const bare = (address ?? '').trim().replace(/^::ffff:(?=\d+\.)/i, '');
	return isIP(bare) ? bare : null;
}

/** The proxies whose word counts: single addresses or networks such as `10.0.0.0/8`. Throws on anything else. */
export function proxyList(proxies: string[]): BlockList {
	const list = new BlockList();
	for (const proxy of proxies) {
		const [address = '', bits] = proxy.split('/');
		const family = isIPv4(address) ? 'ipv4' : 'ipv6';
		const most = family === 'ipv4' ? 32 : 128;
		const length = bits === undefined ? most : Number(bits);
		if (!isIP(address) || !Number.isInteger(length) || length < 0 || length > most)
			throw new Error(
				`TRUSTED_PROXIES holds "${proxy}": it must be an address or a network such as 10.0.0.0/8.`
			);
		list.addSubnet(address, length, family);
	}
	return list;
}

/**
 * Who really asks: the peer itself, or, when the peer is a trusted proxy, the last address of X-Forwarded-For that is
 * not one. Whatever stands left of an address that we do not trust was written by a stranger and does not count.
 */
export function clientAddress(
	peer: string | undefined,
	forwardedFor: string | undefined,
	trusted: BlockList
): string {
	let client = plain(peer) ?? '0.0.0.0';
	for (const hop of (forwardedFor ?? '').split(',').reverse()) {
		if (!trusted.check(client, isIPv4(client) ? 'ipv4' : 'ipv6')) break;
		const next = plain(hop);
		if (next === null) break;
		client = next;
	}
	return client;
}
