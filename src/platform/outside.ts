import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { isErrno } from './errno.ts';

/** Why a host that somebody typed is not connected to. The message is a sentence for her. */
export class OutsideRefused extends Error {
	readonly code = 'OutsideRefused';
}

/** Where to connect: the very address that was looked at, so that a name cannot point elsewhere a moment later. */
export type Outside = {
	address: string;
	/** For TLS; absent when an address was typed. */ servername?: string;
};

/** Not on the internet: loopback, private, link-local, shared, documentation, multicast, reserved (IANA's special-purpose registries). */
const inside = new BlockList();
for (const [network, prefix] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.31.196.0', 24],
	['192.52.193.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['192.175.48.0', 24],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 4],
	['240.0.0.0', 4]
] as const)
	inside.addSubnet(network, prefix, 'ipv4');
/** Of IPv6 only what is given out as global unicast is outside, less what carries an IPv4 address or names nobody. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const withinGlobal = new BlockList();
for (const [network, prefix] of [
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['3fff::', 20]
] as const)
	withinGlobal.addSubnet(network, prefix, 'ipv6');

/** Whether an IP address belongs to the public internet. */
export function isOutside(address: string): boolean {
	const bare = address.replace(/%.*$/, '');
	if (isIPv6(bare)) return globalUnicast.check(bare, 'ipv6') && !withinGlobal.check(bare, 'ipv6');
	return isIP(bare) === 4 && !inside.check(bare, 'ipv4');
}

/**
 * The address of a host that a member typed, to connect to and to no other (SSRF). Throws OutsideRefused when it is unknown,
 * or when any of its addresses is not on the public internet, unless the operator allows that (`ALLOW_PRIVATE_HOSTS`).
 */
export async function resolveOutside(host: string, allowPrivate: boolean): Promise<Outside> {
	const found = await addresses(host);
	const [first] = found;
	if (first === undefined) throw new OutsideRefused(`There is no server called ${host}.`);
	if (!allowPrivate && !found.every(isOutside))
		throw new OutsideRefused(
			`${host} is not on the public internet, so it is not connected to. Whoever runs this hub can allow it with ALLOW_PRIVATE_HOSTS.`
		);
	return isIP(host) ? { address: first } : { address: first, servername: host };
}

async function addresses(host: string): Promise<string[]> {
	if (isIP(host)) return [host];
	try {
		return (await lookup(host, { all: true })).map(({ address }) => address);
	} catch (cause) {
		if (isErrno(cause, 'ENOTFOUND')) return [];
		if (cause instanceof Error && 'syscall' in cause && cause.syscall === 'getaddrinfo')
			throw new OutsideRefused(`The name ${host} could not be looked up. Please try again in a minute.`, {
				cause
			});
		throw cause;
	}
}
