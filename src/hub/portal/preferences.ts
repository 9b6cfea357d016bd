import { z } from 'zod';
import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { withoutSecrets } from '#hub/messages/portal-links.ts';
import { paragraph } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { PREFERENCES_MOST } from './limits.ts';
import { savePreferences, type PreferencesSaved } from './sql.ts';

/** `version`: of the text that the form was made from. */
export const preferencesForm = z.strictObject({
	preferences: paragraph('Your preferences', PREFERENCES_MOST),
	version: z.string({ error: 'The version is missing.' }).regex(/^[0-9a-f]{16}$/, 'The version is not valid.')
});

/**
 * S19: keeps what the customer asks the business to mind. The last write wins; what it wrote over, unseen by this form, comes
 * back as `overwritten`. The same twice changes nothing. null: no such portal.
 */
export const savePreferencesAsCustomer = (
	hub: Pick<Instance, 'config' | 'database'>,
	token: string,
	{ preferences, version }: z.output<typeof preferencesForm>
): Promise<PreferencesSaved | null> =>
	savePreferences(hub.database.statement, hashPortalToken(token), withoutSecrets(hub, preferences), version);
