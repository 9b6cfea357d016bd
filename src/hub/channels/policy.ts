export { canChangeSettings as canChangeChannels } from '#hub/organizations/policy.ts';
