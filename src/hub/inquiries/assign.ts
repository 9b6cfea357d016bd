import { conflict, forbidden, invalid } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { caseToChange } from './change.ts';
import * as sql from './changes-sql.ts';
import { canAssign, canBeAssigned } from './policy.ts';

/**
 * W4: gives the case to a member, or to nobody. `was` is whom the form showed: when somebody else has it by now, nothing
 * changes and the `conflict` says who. Throws `invalid` for a member who may not have cases, and as `caseToChange`.
 */
export async function assignCase(
	tx: Tx,
	actor: Member,
	{ inquiryId, to, was }: { inquiryId: string; to: string | null; was: string | null }
): Promise<void> {
	if (!canAssign(actor.role)) throw forbidden('You can read cases, but not change them.');
	const { assigneeId, assigneeName } = await caseToChange(tx, actor, inquiryId);
	if (assigneeId === to) return;
	if (assigneeId !== was) {
		const who = assigneeId ? (assigneeName ?? 'somebody else') : 'nobody';
		const words = `This case belongs to ${who} by now. Choose again if you still want to change that.`;
		throw conflict(words, { assignee: words });
	}
	const role = to && (await sql.memberRole(tx, to));
	if (to && (!role || !canBeAssigned(role)))
		throw invalid({ assignee: 'This member cannot have cases: they only read, or have left.' });
	await sql.setAssignee(tx, inquiryId, to);
	await sql.insertEvent(tx, inquiryId, 'assigned', actor.memberId, { to, from: assigneeId });
}
