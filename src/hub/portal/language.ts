import { z } from 'zod';
import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { LANGUAGE_CODES } from '#hub/texts/languages.ts';
import type { Database } from '#platform/database/database.ts';
import { keepLanguage } from './sql.ts';

export const languageForm = z.strictObject({
	language: z.enum(LANGUAGE_CODES, { error: 'This language is not among those that we speak.' })
});

/** B10: the customer chose the language that page, mails and papers are in from now on. False: no such portal. */
export const chooseLanguage = (
	database: Database,
	token: string,
	{ language }: z.output<typeof languageForm>
): Promise<boolean> => keepLanguage(database.statement, hashPortalToken(token), language);
