import type { MemberRole } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';

/** W4: whoever may be assigned may answer; a viewer only reads. */
export const canReply = (role: MemberRole) => canWork(role);
