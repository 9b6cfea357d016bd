import { z } from 'zod';
import { normal } from '#platform/forms/normal.ts';
import { address, line, uuid } from '#platform/forms/text.ts';
import { knownPassword, newPassword } from './password-rules.ts';

/** The spelling that finds a person: addresses differ in case by habit, not by meaning. */
export const normalizeAddress = (email: string) => normal(email, 'NFC').toLowerCase();

export const signInForm = z.strictObject({
	email: address(),
	password: knownPassword(),
	next: z.string().max(2000).optional()
});
export type SignInInput = { email: string; password: string };

export const personName = line('The name', 120);

export const renameForm = z.strictObject({ name: personName });
export const passwordForm = z.strictObject({
	password: knownPassword('The current password'),
	newPassword: newPassword('The new password')
});
export type PasswordInput = z.infer<typeof passwordForm>;
export const sessionForm = z.strictObject({ session: uuid() });
export const switchForm = z.strictObject({ organization: uuid('The organization') });
export const forgotForm = z.strictObject({ email: address() });
export const resetForm = z.strictObject({ newPassword: newPassword('The new password') });
