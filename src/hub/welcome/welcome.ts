import { randomUUID } from 'node:crypto';
import { addReply } from '#hub/messages/replies.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { changeBusiness } from '#hub/organizations/business.ts';
import { canChangeSettings } from '#hub/organizations/policy.ts';
import type { Business } from '#hub/organizations/schema.ts';
import { forbidden } from '#hub/errors.ts';
import { keepTemplate } from '#hub/quotes/changes-sql.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { beginnings } from './beginnings.ts';
import * as sql from './sql.ts';

function mustSetUp(actor: Member): void {
	if (!canChangeSettings(actor.role)) throw forbidden('Setting up is for owners and admins.');
}

/** How far the organization is. Throws `forbidden` for whoever could change nothing of it. */
export function welcomeStanding(tx: Tx, actor: Member): Promise<sql.Standing> {
	mustSetUp(actor);
	return sql.standing(tx);
}

/**
 * The first step: what the business is. An organization that has no saved replies, or no templates for quotes, is given those of
 * its industry to begin with. Throws as `changeBusiness`.
 */
export async function beginBusiness(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	actor: Member,
	business: Business
): Promise<void> {
	await changeBusiness(tx, actor, business);
	const { replies, templates } = await sql.standing(tx);
	const beginning = beginnings[business.industry];
	if (!replies)
		for (const reply of beginning.replies) await addReply(hub, tx, actor, { ...reply, key: randomUUID() });
	if (!templates)
		for (const service of beginning.services)
			await keepTemplate(tx, service, {
				title: service,
				taxIncluded: false,
				discount: null,
				lines: [{ description: service, quantity: 1000, unitPrice: 0, discount: null, taxRate: 0 }]
			});
}

/** Whether this member is still to be shown around. */
export const isSettingUp = async (tx: Tx, actor: Member): Promise<boolean> =>
	canChangeSettings(actor.role) && sql.isSettingUp(tx);

/** She has seen it, or needs no more of it. */
export async function endWelcome(tx: Tx, actor: Member): Promise<void> {
	mustSetUp(actor);
	await sql.endSettingUp(tx);
}
