import { forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canChangeSettings } from '#hub/organizations/policy.ts';
import { countAttempts } from '#hub/people/limits.ts';
import type { Instance } from '#platform/instance.ts';

export { canChangeSettings as canChangeChannels } from '#hub/organizations/policy.ts';

/** Throws forbidden. */
export function mustChangeChannels(actor: Member): void {
	if (!canChangeSettings(actor.role)) throw forbidden('Only owners and admins set up channels.');
}

/** A test connects to wherever somebody typed: no more often than mending a setting needs. Throws too-many. */
export const countTry = (hub: Pick<Instance, 'database' | 'secrets'>, { orgId }: Member) =>
	countAttempts(hub, [['test of an organization’s channels', orgId]]);
