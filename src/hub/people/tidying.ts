import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './sql.ts';

/** Job `tidy_sign_in`, hourly: removes expired sessions, links, invitations and counters, and old mails about passwords. */
export const tidySignIn = (hub: Pick<Instance, 'database'>): Promise<void> =>
	asWorker(hub.database, null, sql.tidy);
