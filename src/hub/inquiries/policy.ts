import type { MemberRole } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';

/** W4: whoever works here gives cases to colleagues, and takes them. */
export const canAssign = (role: MemberRole) => canWork(role);
/** W4: a viewer only reads, so nothing can be hers to do. */
export const canBeAssigned = (role: MemberRole) => role !== 'viewer';
/** W3: also renames, reminds and opens again. */
export const canChangeCase = (role: MemberRole) => canWork(role);
export const canOpenCase = (role: MemberRole) => canWork(role);
export const canWriteNotes = (role: MemberRole) => canWork(role);
/** W9: deleting a case softly, and bringing it back. */
export const canDeleteCase = (role: MemberRole) => role === 'owner' || role === 'admin';
