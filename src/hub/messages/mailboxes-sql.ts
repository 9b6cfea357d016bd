import type { Tx } from '#platform/database/database.ts';
import type { Position } from '#platform/mail/mailbox.ts';

export async function mailboxPosition(tx: Tx, mailbox: Buffer): Promise<Position | null> {
	const [row] = await tx<Position[]>`
		select uid_validity as "uidValidity", last_uid as "lastUid" from mailbox_positions
		where org_id = (select scope_org()) and mailbox = ${mailbox}`;
	return row ?? null;
}

export async function moveMailboxPosition(
	tx: Tx,
	orgId: string,
	mailbox: Buffer,
	{ uidValidity, lastUid }: Position
): Promise<void> {
	await tx`
		insert into mailbox_positions (org_id, mailbox, uid_validity, last_uid)
		values (${orgId}, ${mailbox}, ${uidValidity}, ${lastUid})
		on conflict (org_id, mailbox) do update
			set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid, read_at = now()`;
}
