import type { MemberRole } from '#hub/organizations/actor.ts';

/** W9: deleted cases are listed, and restored, by owner and admin. */
export const canSeeDeleted = (role: MemberRole) => role === 'owner' || role === 'admin';
