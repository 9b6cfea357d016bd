import { canWork } from '#hub/organizations/policy.ts';

/** W4: adding, changing and importing customers is everyday work; a viewer only reads. */
export const canChangeCustomers = canWork;
