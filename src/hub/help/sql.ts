import type { Tx } from '#platform/database/database.ts';

/** null: she has not said. */
export async function voteOf(tx: Tx, memberId: string, slug: string): Promise<boolean | null> {
	const [row] = await tx<{ helpful: boolean }[]>`
		select helpful from help_votes where org_id = (select scope_org()) and member_id = ${memberId} and slug = ${slug}`;
	return row?.helpful ?? null;
}

export async function vote(tx: Tx, memberId: string, slug: string, helpful: boolean): Promise<void> {
	await tx`
		insert into help_votes (org_id, member_id, slug, helpful) values (scope_org(), ${memberId}, ${slug}, ${helpful})
		on conflict (org_id, member_id, slug) do update set helpful = excluded.helpful, voted_at = now()`;
}

export type Asker = { name: string; email: string; organization: string };

export async function askerOf(tx: Tx, memberId: string): Promise<Asker | null> {
	const [row] = await tx<Asker[]>`
		select people.name, people.email, organizations.name as organization
		from members
		join people on people.id = members.person_id
		join organizations on organizations.id = members.org_id
		where members.org_id = (select scope_org()) and members.id = ${memberId}`;
	return row ?? null;
}

export type ToOperator = {
	recipient: string;
	subject: string;
	text: string;
	messageId: string;
	path: string;
};

/** Answers the mail's id. */
export async function queueToOperator(tx: Tx, it: ToOperator): Promise<string> {
	const [row] = await tx<{ id: string }[]>`
		insert into outbox_mails (org_id, kind, recipient, subject, body_text, message_id, path)
		values (scope_org(), 'help', ${it.recipient}, ${it.subject}, ${it.text}, ${it.messageId}, ${it.path})
		returning id`;
	if (!row) throw new Error('the mail was not written down');
	return row.id;
}
