import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import type { Member } from '#hub/organizations/actor.ts';
import { answers, questions, subjects } from '#hub/seed/words.ts';

/** What some of the messages say besides: a word for each way in which a search can go. */
export const words = {
	half: 'glossy',
	hundredth: 'balayage',
	twenty: 'quince',
	none: 'xylophone'
} as const;

export type Inbox = { actor: Member; cases: number; messages: number };

/**
 * One organization with an inbox of that size: five messages to a case and two cases to a customer, spread over four years,
 * of which one case in eight is open, half of those are waiting, and a third belong to the member.
 */
export async function fillInbox(owner: postgres.Sql, name: string, cases: number): Promise<Inbox> {
	const org = randomUUID();
	const actor: Member = {
		kind: 'member',
		orgId: org,
		memberId: randomUUID(),
		personId: randomUUID(),
		role: 'owner'
	};
	const messages = cases * 5;
	await owner`insert into organizations (id, name, inbound_address, case_prefix) values (${org}, ${name}, ${`${org}@in.example`}, 'BE')`;
	await owner`insert into people (id, email, email_normalized, name) values (${actor.personId}, ${`${org}@example.com`}, ${`${org}@example.com`}, 'Olive Owner')`;
	await owner`insert into members (org_id, id, person_id, role) values (${org}, ${actor.memberId}, ${actor.personId}, 'owner')`;
	await owner`insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
		select ${org}, md5(${org} || 'customer' || n)::uuid, 'Customer ' || n, ' customer ' || n || ' customer.' || n || '@example.net',
			sha256((${org} || n)::bytea), '\\x00'
		from generate_series(1, ${cases / 2}::int) as n`;
	await owner`insert into inquiries (org_id, id, number, customer_id, subject, status, active_at, closed_at, created_at, last_direction,
			last_channel, last_line, last_inbound_at, assignee_id)
		select ${org}, md5(${org} || 'case' || n)::uuid, n, md5(${org} || 'customer' || 1 + n % ${cases / 2}::int)::uuid,
			(${subjects}::text[])[1 + n % ${subjects.length}::int],
			case when n % 8 > 0 then 'closed' when n % 16 = 0 then 'waiting' else 'open' end, moment, case when n % 8 > 0 then moment end, moment,
			case when n % 16 = 0 then 'outbound' else 'inbound' end, (array['email', 'whatsapp', 'portal'])[1 + n % 3],
			(${questions}::text[])[1 + n % ${questions.length}::int], moment, case when n % 3 = 0 then ${actor.memberId}::uuid end
		from (select n, now() - (${cases}::int - n) * (interval '1460 days' / ${cases}::int) as moment from generate_series(1, ${cases}::int) as n) as cases`;
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
		select org_id, id, customer_id, case when place % 2 = 1 then 'inbound' else 'outbound' end, last_channel,
			(${questions}::text[])[1 + (number * 5 + place) % ${questions.length}::int] || ' '
				|| (${answers}::text[])[1 + (number * 3 + place) % ${answers.length}::int]
				|| case when (number * 5 + place) % 2 = 0 then ${` ${words.half}`} else '' end
				|| case when number % 100 = 37 and place = 3 then ${` ${words.hundredth}`} else '' end
				|| case when number % ${cases / 20}::int = 11 and place = 2 then ${` ${words.twenty}`} else '' end,
			active_at - (5 - place) * interval '1 hour'
		from inquiries cross join generate_series(1, 5) as place where org_id = ${org}`;
	return { actor, cases, messages };
}
