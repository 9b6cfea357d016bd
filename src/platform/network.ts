import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network that one client may be taken to own: an IPv4 address, or the /64 of an IPv6 address (RFC 6177: a site gets at
 * least one, so a client can change the rest at will). An IPv4 address written as IPv6 counts as IPv4. Other text stays as it is.
 */
export function networkOf(address: string): string {
	const bare = address.replace(/%.*$/, '').toLowerCase();
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
	if (mapped && isIPv4(mapped)) return mapped;
	if (!isIPv6(bare)) return address;
	const groups = expand(bare);
	const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
	if (isMapped)
		return groups
			.slice(6)
			.flatMap((group) => [group >> 8, group & 255])
			.join('.');
	return `${groups
		.slice(0, 4)
		.map((group) => group.toString(16))
		.join(':')}::/64`;
}

/**
 * Text that ends with an IPv6 /64 of `networkOf`, with the /48 around it instead: what a provider gives to a site, whose owner
 * may change the groups in between at will, too. null: it ends with none.
 */
export function aroundNetwork(text: string): string | null {
	const [, before, site] = /^(.*?)([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/s.exec(text) ?? [];
	return site === undefined ? null : `${before}${site}::/48`;
}

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
	const [head = '', tail] = address.split('::');
	const left = groupsOf(head);
	const right = tail === undefined ? [] : groupsOf(tail);
	return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function groupsOf(text: string): number[] {
	return text
		.split(':')
		.filter(Boolean)
		.flatMap((group) => {
			if (!group.includes('.')) return [Number.parseInt(group, 16)];
			const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
			return [a * 256 + b, c * 256 + d];
		});
}
