import type { MemberRole } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';

/** W4: whoever may be assigned may answer; a viewer only reads. */
export const canReply = (role: MemberRole) => canWork(role);
/** What all say to customers is for all who answer them to write. */
export const canManageReplies = (role: MemberRole) => canWork(role);
