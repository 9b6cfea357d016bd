import type { MemberRole } from '#hub/organizations/actor.ts';

/** Everything about a customer in one file is handed out by who answers for it. */
export const canExportCustomers = (role: MemberRole) => role === 'owner' || role === 'admin';
