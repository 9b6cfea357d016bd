import type { MemberRole } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';

/** S1, S5, W4: upload, label, delete. Whoever may see the customer may download. */
export const canChangeDocuments = (role: MemberRole) => canWork(role);
