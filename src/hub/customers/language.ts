import { languageOf, type Language } from '#hub/texts/language.ts';
import type { Tx } from '#platform/database/database.ts';
import { localesOf } from './sql.ts';

/** B10: what a customer is written to in: her own language, else the organization's. */
export const languageOfCustomer = async (tx: Tx, customerId: string): Promise<Language> =>
	languageOf(...(await localesOf(tx, customerId)));
