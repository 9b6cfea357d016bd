export { canChangeSettings as canChangeBranding } from '#hub/organizations/policy.ts';
