import { randomUUID } from 'node:crypto';
import { HubError } from '#hub/errors.ts';
import { normal } from '#platform/forms/normal.ts';

/** Native code, which no start has to wait for. */
const argon2 = () => import('@node-rs/argon2');

/** argon2id (2) at OWASP's first choice: 19 MiB, two passes, one lane. Old hashes outlive a change: each names its own cost. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of the four threads that also serve files; the rest wait their turn. */
const AT_ONCE = 2;
/** About half a minute's work: whoever comes later is better told so. */
const WAITING = 500;

let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
	if (running >= AT_ONCE) {
		if (queue.length >= WAITING)
			throw new HubError(
				'unavailable',
				'Too many people are signing in at this moment. Please try again in a minute.',
				{},
				60
			);
		await new Promise<void>((resolve) => queue.push(resolve));
	} else running++;
	try {
		return await work();
	} finally {
		const next = queue.shift();
		if (next) next();
		else running--;
	}
}

/** One spelling of a password, whatever keyboard composed it (NIST SP 800-63B, 3.1.1.2). */
const spelled = (password: string) => normal(password, 'NFKC');

/** The argon2id hash of a password as a PHC string, worked out off the event loop. */
export const hashPassword = (password: string) =>
	inTurn(async () => (await argon2()).hash(spelled(password), COST));

/** A hash that no password fits, verified for unknown addresses so that they take as long as known ones. */
let nobody: Promise<string> | null = null;

/** Whether the password fits the hash; null, for an unknown person, takes as long and is false. */
export async function verifyPassword(password: string, hashed: string | null): Promise<boolean> {
	nobody ??= hashPassword(randomUUID());
	const stranger = await nobody;
	const fits = await inTurn(async () => (await argon2()).verify(hashed ?? stranger, spelled(password)));
	return fits && hashed !== null;
}
