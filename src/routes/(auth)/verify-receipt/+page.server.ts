import { z } from 'zod';
import { publicKey, verifyReceipt } from '#hub/privacy/receipt.ts';
import { instance } from '#platform/instance.ts';
import { submit } from '../../respond.ts';

const checking = z.strictObject({
	receipt: z.string().min(1, 'Paste the receipt first.').max(50_000, 'This is too long to be a receipt.'),
	email: z.string().max(254, 'This is no address.').default('')
});

export const actions = {
	default: async (event) => {
		const { done, failed } = await submit(event, checking, ({ receipt, email }) =>
			Promise.resolve(verifyReceipt(receipt, publicKey(instance().secrets), email || null))
		);
		return failed ?? { verdict: done };
	}
};
