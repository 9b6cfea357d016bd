import { canWork } from '#hub/organizations/policy.ts';

export { canChangeSettings as canChangeReferralProgram } from '#hub/organizations/policy.ts';
/** W8: saying who a friend is, where her address alone only suggests it. */
export const canSettleReferrals = canWork;
