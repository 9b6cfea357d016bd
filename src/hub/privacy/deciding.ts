import { forbidden } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canDeleteWorkspace } from '#hub/organizations/policy.ts';

/** Throws unless this member may decide about deletions (S15). */
export function mustDecide(actor: Member): void {
	if (!canDeleteWorkspace(actor.role))
		throw forbidden('Only an owner can delete a customer. Ask one of them.');
}
