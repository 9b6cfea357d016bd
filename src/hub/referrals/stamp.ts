import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Instance } from '#platform/instance.ts';

/** Seconds that a person needs for the form at the least, and for which a form that was left open still counts. */
const QUICKEST = 3;
export const LONGEST = 24 * 60 * 60;

type Secrets = Pick<Instance, 'secrets'>;

/** When a form was given out, under which key, for this link alone: `seconds.key.signature`. */
export function newStamp(hub: Secrets, token: string, now: Date): string {
	const claim = `${Math.floor(now.getTime() / 1000)}.${randomUUID()}`;
	return `${claim}.${signature(hub, token, claim).toString('base64url')}`;
}

export type Stamp =
	| {
			/** Makes one referral of a form, however often it is sent (D2). */
			key: string;
			state: 'good' | 'quick' | 'stale';
	  }
	| { state: 'forged' };

export function readStamp(hub: Secrets, token: string, stamp: string, now: Date): Stamp {
	const [, claim = '', seconds = '', key = '', given = ''] =
		/^((\d{1,12})\.([0-9a-f-]{36}))\.([\w-]{43})$/.exec(stamp) ?? [];
	const expected = signature(hub, token, claim);
	const actual = Buffer.from(given, 'base64url');
	if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return { state: 'forged' };
	const age = Math.floor(now.getTime() / 1000) - Number(seconds);
	return { key, state: age < QUICKEST ? 'quick' : age > LONGEST ? 'stale' : 'good' };
}

const signature = ({ secrets }: Secrets, token: string, claim: string) =>
	createHmac('sha256', secrets.derive('referral form')).update(`${token}\0${claim}`).digest();
