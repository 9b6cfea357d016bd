import { z } from 'zod';
import { conflict, invalid } from '#hub/errors.ts';
import { asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { caseNumber } from './case-number.ts';
import { caseToChange } from './change.ts';
import * as sql from './changes-sql.ts';

/** Days ahead that a reminder may be set. */
const FURTHEST = 731;

/**
 * Reminds the actor of this case on the morning of a day (`on`, such as 2026-03-14) unless the customer has answered by then; null
 * takes the reminder away. `was`: the moment that the form showed. Throws `invalid` for a day that is over, `conflict` when
 * somebody else set another meanwhile or the case is closed, and as `caseToChange`.
 */
export async function followUp(
	tx: Tx,
	actor: Member,
	{ inquiryId, on, was }: { inquiryId: string; on: string | null; was: string | null }
): Promise<void> {
	const before = await caseToChange(tx, actor, inquiryId);
	const at = on === null ? null : await sql.morningOf(tx, on);
	if (on !== null && !at) throw invalid({ on: 'This morning is over. Choose a later day.' });
	if (at && at.getTime() > Date.now() + FURTHEST * 86_400_000)
		throw invalid({ on: 'That is too far away. Choose a day within two years.' });
	if (before.followUpAt?.getTime() === at?.getTime()) return;
	if ((before.followUpAt?.toISOString() ?? '') !== (was ?? ''))
		throw conflict('Somebody changed the reminder meanwhile. Look again, then set yours.');
	if (at && before.status === 'closed')
		throw conflict('A closed case waits for no answer. Reopen it to be reminded.');
	await sql.setFollowUp(tx, inquiryId, at, actor.memberId);
	await sql.insertEvent(tx, inquiryId, 'follow_up', actor.memberId, { at: at?.toISOString() ?? null });
	if (at) await sql.enqueueNudge(tx, actor.orgId, inquiryId, at);
}

const job = z.object({ orgId: z.uuid(), inquiryId: z.uuid() });

/** Job `nudge_follow_up`: the day has come. Nothing happens when the customer has answered, or somebody chose another day. */
export async function nudgeFollowUp(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, inquiryId } = job.parse(payload);
	await asWorker(instance.database, orgId, async (tx) => {
		const due = await sql.beginNudge(tx, inquiryId);
		if (due) await sql.insertEvent(tx, inquiryId, 'follow_up', null, { due: true });
	});
}

export type DueCase = Omit<sql.DueFollowUp, 'prefix' | 'number'> & { number: string };

/** Cases whose reminder has come and that nobody has seen to since, the longest first; `mine`: the actor's own. */
export async function dueFollowUps(tx: Tx, actor: Member, mine = false, atMost = 50): Promise<DueCase[]> {
	const rows = await sql.dueFollowUps(tx, mine ? actor.memberId : null, atMost);
	return rows.map(({ prefix, number, ...row }) => ({ ...row, number: caseNumber(prefix, number) }));
}
