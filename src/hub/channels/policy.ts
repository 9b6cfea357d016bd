import { forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canChangeSettings } from '#hub/organizations/policy.ts';

export { canChangeSettings as canChangeChannels } from '#hub/organizations/policy.ts';

/** Throws forbidden. */
export function mustChangeChannels(actor: Member): void {
	if (!canChangeSettings(actor.role)) throw forbidden('Only owners and admins set up channels.');
}
