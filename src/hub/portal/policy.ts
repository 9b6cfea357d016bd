import { canWork } from '#hub/organizations/policy.ts';

/** The link is access to everything of one customer: whoever may not change her may not hand it out either. */
export const canSharePortal = canWork;
/** D4: after a reset the old link opens nothing. */
export const canResetPortalLink = canWork;
