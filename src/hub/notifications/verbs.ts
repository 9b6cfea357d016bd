import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { canWork } from '#hub/organizations/policy.ts';
import type { Tx } from '#platform/database/database.ts';
import type { NotificationChoice } from './schema.ts';
import * as sql from './sql.ts';

/** Whom mail about cases concerns: a viewer, who only reads, gets none. */
export const canBeNotified = canWork;

/** What the member gets mail about: as she chose, or as it holds for her role until she does. */
export async function notificationChoice(tx: Tx): Promise<NotificationChoice> {
	const choice = await sql.choice(tx);
	if (!choice) throw notFound();
	return choice;
}

/** Keeps what the member chose, for this organization. Throws `forbidden` for a viewer. */
export async function chooseNotifications(tx: Tx, actor: Member, choice: NotificationChoice): Promise<void> {
	if (!canBeNotified(actor.role)) throw forbidden('Viewers get no mail about cases.');
	await sql.choose(tx, actor.orgId, actor.memberId, choice);
}
