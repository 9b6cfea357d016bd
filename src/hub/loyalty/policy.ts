export { canChangeSettings as canChangeLoyalty } from '#hub/organizations/policy.ts';
