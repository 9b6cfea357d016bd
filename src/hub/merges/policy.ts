import type { MemberRole } from '#hub/organizations/actor.ts';

/**
 * A merge shows all that two people have to whoever holds either one's link, and after a day nothing takes it back. So it is for
 * those who answer for the business's records; an agent can ask one of them. The database holds the same (db/migrations/0115).
 */
export const canMergeCustomers = (role: MemberRole) =>
	role === 'owner' || role === 'admin' || role === 'manager';
