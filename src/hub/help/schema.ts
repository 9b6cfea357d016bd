import { z } from 'zod';
import { paragraph } from '#platform/forms/text.ts';

/** Was this article helpful? */
export const helpfulForm = z.strictObject({
	helpful: z.enum(['yes', 'no'], { error: 'Say whether it helped.' })
});

/** What somebody tells whoever runs the installation. */
export const messageForm = z.strictObject({
	message: paragraph('The message', 4000).refine((text) => text !== '', {
		message: 'Write your message first.'
	})
});
