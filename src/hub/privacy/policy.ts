import type { MemberRole } from '#hub/organizations/actor.ts';
import { canDeleteWorkspace } from '#hub/organizations/policy.ts';

/** Everything about a customer in one file is handed out by who answers for it. */
export const canExportCustomers = (role: MemberRole) => role === 'owner' || role === 'admin';
/** A whole business in one file is its owner's alone, like ending it. */
export const canExportEverything = canDeleteWorkspace;
