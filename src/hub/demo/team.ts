import { randomBytes } from 'node:crypto';
import type { MemberRole } from '#hub/organizations/actor.ts';

/** One person for each role, in the order in which they are printed. */
export const team: { role: MemberRole; name: string; mailbox: string }[] = [
	{ role: 'owner', name: 'Sofia Lindgren', mailbox: 'sofia' },
	{ role: 'admin', name: 'Priya Nair', mailbox: 'priya' },
	{ role: 'manager', name: 'Tomás Keane', mailbox: 'tomas' },
	{ role: 'agent', name: 'Ewa Kowalczyk', mailbox: 'ewa' },
	{ role: 'viewer', name: 'Declan Roche', mailbox: 'books' }
];

/** Letters and digits that are not mistaken for one another when read from a screen. */
const CLEAR = 'abcdefghjkmnpqrstuvwxyz23456789';

/** `length` random characters, each with almost five random bits. */
export function code(length: number): string {
	let text = '';
	while (text.length < length)
		for (const byte of randomBytes(length))
			if (byte < 8 * CLEAR.length && text.length < length) text += CLEAR[byte % CLEAR.length];
	return text;
}

/** Some 79 random bits, in groups that can be typed. */
export const randomPassword = () => [code(4), code(4), code(4), code(4)].join('-');

/**
 * Numbers that Ireland keeps free for films and plays (020 91…): `+353 20 910 0000` to `+353 20 919 9999`. Never the same one
 * twice from one drawer.
 */
export function telephones(): () => string {
	const given = new Set<string>();
	const draw = (): string => {
		const digits = String(randomBytes(4).readUInt32BE() % 100_000).padStart(5, '0');
		if (given.has(digits)) return draw();
		given.add(digits);
		return `+353 20 91${digits.slice(0, 1)} ${digits.slice(1)}`;
	};
	return draw;
}
