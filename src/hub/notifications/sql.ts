import type { Tx } from '#platform/database/database.ts';
import type { NotificationChoice } from './schema.ts';

/** What the signed-in member chose, or what holds until she does. */
export async function choice(tx: Tx): Promise<NotificationChoice | null> {
	const [row] = await tx<NotificationChoice[]>`
		select cases, new_cases as "newCases", replies, assignments, follow_ups as "followUps"
		from gate.my_notification_choice() where member_id is not null`;
	return row ?? null;
}

export async function choose(tx: Tx, orgId: string, memberId: string, it: NotificationChoice): Promise<void> {
	await tx`
		insert into notification_settings (org_id, member_id, cases, new_cases, replies, assignments, follow_ups)
		values (${orgId}, ${memberId}, ${it.cases}, ${it.newCases}, ${it.replies}, ${it.assignments}, ${it.followUps})
		on conflict (org_id, member_id) do update set cases = excluded.cases, new_cases = excluded.new_cases,
			replies = excluded.replies, assignments = excluded.assignments, follow_ups = excluded.follow_ups`;
}

/** What a notification says, and to whom. `customer` is null when the case has none any more. */
export type Notification = {
	email: string;
	name: string;
	organization: string;
	casePrefix: string;
	number: number;
	customer: string | null;
	/** How many came that she has not read. */
	messages: number;
	/** The case is new. */
	opened: boolean;
	/** Somebody gave it to her. */
	assigned: boolean;
	/** The customer has not answered by the time that she set. */
	due: boolean;
};

export type Concerned = { orgId: string; memberId: string; inquiryId: string };

/** Once: whoever takes it has to write it in the same transaction. null: there is nothing to say any more. */
export async function take(tx: Tx, { orgId, memberId, inquiryId }: Concerned): Promise<Notification | null> {
	const [row] = await tx<{ taken: Notification | null }[]>`
		select gate.take_notification(${orgId}, ${memberId}, ${inquiryId}) as taken`;
	return row?.taken ?? null;
}
