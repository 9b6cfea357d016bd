import { z } from 'zod';
import { phoneDigits } from '#hub/customers/phone.ts';
import {
	isUuid,
	line,
	optionalAddress,
	optionalLine,
	paragraph,
	searched,
	uuid
} from '#platform/forms/text.ts';

/** Settings → Branding → Referral program. `on`: as the switch is wanted. */
export const programForm = z.strictObject({
	on: z
		.enum(['true', 'false'], { error: 'Say whether the program is on or off.' })
		.transform((on) => on === 'true'),
	reward: optionalLine('The reward', 300),
	finePrint: optionalLine('The fine print', 300),
	terms: paragraph('The terms', 5000).transform((text) => text || null)
});
export type ProgramForm = z.output<typeof programForm>;

/** Characters of what a friend writes. */
const FRIEND_MESSAGE_MOST = 3000;

/** What a friend sends. `website` is a trap that people do not see; `stamp` says when the form was given out. */
export const friendForm = z
	.strictObject({
		name: line('Your name', 200),
		email: optionalAddress(),
		phone: optionalLine('Your number', 40).refine((text) => text === null || phoneDigits(text).length >= 5, {
			message: 'A phone number needs at least five digits.'
		}),
		message: paragraph('Your message', FRIEND_MESSAGE_MOST).refine((text) => text !== '', {
			message: 'Please write what it is about.'
		}),
		website: z.string().max(2000).optional(),
		stamp: z.string({ error: 'The form is not whole.' }).max(200)
	})
	.refine(({ email, phone }) => email !== null || phone !== null, {
		path: ['email'],
		message: 'An email address or a phone number is needed for the answer.'
	});
export type FriendForm = z.output<typeof friendForm>;

/** Who the friend is: a customer of these, or somebody new. */
export const settleForm = z.strictObject({
	friend: z.union([z.literal('new'), uuid('The customer')], { error: 'Say who it is.' })
});

/** Which referrals a page of the ledger lists, as its address says it; whatever is not understood is left out. */
export type LedgerRequest = { query: string; state: LedgerState; after: string | null };
const ledgerStates = ['all', 'open', 'booked', 'refused'] as const;
export type LedgerState = (typeof ledgerStates)[number];

export function ledgerRequest(address: URLSearchParams): LedgerRequest {
	const after = address.get('after') ?? '';
	const state = ledgerStates.find((one) => one === address.get('state'));
	return {
		query: searched(address),
		state: state ?? 'all',
		after: isUuid(after) ? after : null
	};
}
