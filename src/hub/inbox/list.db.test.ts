import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { customer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { countCases, countNeedingReply, listCases, pendingRequests } from './list.ts';
import { inboxRequest, views } from './schema.ts';
import * as sql from './sql.ts';

let fresh: FreshDatabase;
let lumi: string;
let olga: Member;
let agent: Member;
let viewer: Member;
let nora: Member;
let mia: string;
let next = 1;

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await organization(fresh.owner, 'Studio Lumi');
	await fresh.owner`update organizations set case_prefix = 'SL' where id = ${lumi}`;
	const member = async (name: string, orgId: string, role: Member['role']) =>
		joins(fresh.owner, await person(fresh.owner, name), orgId, role);
	olga = await member('Olga Owner', lumi, 'owner');
	agent = await member('Ada Agent', lumi, 'agent');
	viewer = await member('Vera Viewer', lumi, 'viewer');
	nora = await member('Nora Neighbour', await organization(fresh.owner, 'Studio Neighbour'), 'owner');
	mia = (await customer(fresh.owner, lumi, 'Mia Wong')).id;
});
afterAll(() => fresh.drop());

type Standing = { status?: string; lastDirection?: string; assignee?: string; deleted?: boolean };

/** A case that was last active so many minutes ago. */
async function newCase(subject: string, minutesAgo: number, standing: Standing = {}): Promise<string> {
	const at = new Date(Date.now() - minutesAgo * 60_000);
	const { status = 'open', lastDirection = 'inbound', assignee = null, deleted = false } = standing;
	const [row] = await fresh.owner<{ id: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject, status, last_direction, assignee_id, active_at,
			closed_at, deleted_at, last_inbound_at)
		values (${lumi}, ${next++}, ${mia}, ${subject}, ${status}, ${lastDirection}, ${assignee}, ${at},
			${status === 'closed' ? at : null}, ${deleted ? at : null}, ${lastDirection === 'inbound' ? at : null})
		returning id`;
	if (!row) throw new Error('an insert returned no row');
	return row.id;
}

const list = (actor: Member, address: string) =>
	asMember(fresh.database, actor, (tx) => listCases(tx, actor, inboxRequest(new URLSearchParams(address))));
const subjects = async (actor: Member, address: string) =>
	(await list(actor, address)).cases.map(({ subject }) => subject);
const counts = (actor: Member) => asMember(fresh.database, actor, (tx) => countCases(tx, actor));

describe("the inbox's lists", () => {
	let answered: string;

	beforeAll(async () => {
		await newCase('asks', 1);
		await newCase('asks Ada', 2, { assignee: agent.memberId });
		await newCase('nobody wrote', 3, { lastDirection: 'outbound' });
		answered = await newCase('answered', 4, { status: 'waiting', lastDirection: 'outbound' });
		await newCase('answered by Ada', 5, {
			status: 'waiting',
			lastDirection: 'outbound',
			assignee: agent.memberId
		});
		await newCase('done', 6, { status: 'closed' });
		await newCase('done by Ada', 7, { status: 'closed', assignee: agent.memberId });
		await newCase('thrown away', 8, { deleted: true });
		await newCase('thrown away by Ada', 9, { deleted: true, assignee: agent.memberId });
	});

	it.each([
		['', ['asks', 'asks Ada']],
		['view=open', ['asks', 'asks Ada', 'nobody wrote']],
		['view=waiting', ['answered', 'answered by Ada']],
		['view=closed', ['done', 'done by Ada']],
		['view=mine', ['asks Ada', 'answered by Ada']],
		['view=unassigned', ['asks', 'nobody wrote', 'answered']],
		['view=all', ['asks', 'asks Ada', 'nobody wrote', 'answered', 'answered by Ada', 'done', 'done by Ada']],
		['view=nonsense&after=nonsense', ['asks', 'asks Ada']]
	])('hold what they say, the most recently active first: "%s"', async (address, expected) => {
		expect(await subjects(agent, address)).toEqual(expected);
	});

	it('are counted as they are listed, for each member her own', async () => {
		for (const who of [olga, agent, viewer]) {
			const counted = await counts(who);
			for (const view of ['needs-reply', 'open', 'waiting', 'closed', 'mine', 'unassigned'] as const)
				expect(counted[view], `${who.role} ${view}`).toBe((await list(who, `view=${view}`)).cases.length);
		}
		expect(await counts(agent)).toMatchObject({ mine: 2, deleted: null });
		expect(await counts(olga)).toMatchObject({ mine: 0, deleted: 2 });
		expect(await asMember(fresh.database, viewer, (tx) => countNeedingReply(tx, viewer))).toBe(2);
	});

	it('show the deleted cases to owner and admin, and to nobody else', async () => {
		expect(await subjects(olga, 'view=deleted')).toEqual(['thrown away', 'thrown away by Ada']);
		for (const who of [agent, viewer])
			await expect(list(who, 'view=deleted')).rejects.toMatchObject({ refusal: 'forbidden' });
	});

	it('can be read by a viewer', async () => {
		expect(await subjects(viewer, 'view=open')).toHaveLength(3);
	});

	it('are empty for the neighbour, though the cases are there', async () => {
		for (const view of views) expect(await subjects(nora, `view=${view}`), view).toEqual([]);
		expect(await subjects(nora, 'q=asks')).toEqual([]);
		expect(Object.values(await counts(nora)).every((count) => count === 0)).toBe(true);
		expect(await subjects(olga, 'view=all')).not.toEqual([]);
	});

	it('mark what the customer wrote since each member read', async () => {
		const unread = async (who: Member) =>
			(await list(who, '')).cases.filter(({ unread }) => unread).map(({ subject }) => subject);
		expect(await unread(olga)).toEqual(['asks', 'asks Ada']);
		await fresh.owner`insert into inquiry_reads (org_id, inquiry_id, member_id)
			select org_id, id, ${olga.memberId} from inquiries where org_id = ${lumi} and subject = 'asks'`;
		expect(await unread(olga)).toEqual(['asks Ada']);
		expect(await unread(agent)).toEqual(['asks', 'asks Ada']);
		await fresh.owner`update inquiries set last_inbound_at = now() + interval '1 minute' where org_id = ${lumi} and subject = 'asks'`;
		expect(await unread(olga)).toEqual(['asks', 'asks Ada']);
		const { cases } = await list(olga, 'view=all');
		expect(cases.filter(({ status, unread }) => status === 'closed' && unread)).toEqual([]);
	});

	it('say who has a case, and for whom it is', async () => {
		const [one] = (await list(agent, 'view=mine')).cases;
		expect(one).toMatchObject({
			customerName: 'Mia Wong',
			assignee: 'Ada Agent',
			assignedToMe: true,
			needsReply: true
		});
		expect(one?.number).toBe('SL-000002');
		const { cases } = await list(olga, 'view=waiting');
		expect(cases.find(({ id }) => id === answered)).toMatchObject({ assignee: null, assignedToMe: false });
	});

	it('keep a request for deletion until it is decided (S14)', async () => {
		const asked = (who: Member) => asMember(fresh.database, who, (tx) => pendingRequests(tx, who));
		expect(await asked(agent)).toEqual([]);
		await fresh.owner`insert into customer_data_requests (org_id, customer_id) values (${lumi}, ${mia})`;
		expect(await asked(agent)).toMatchObject([{ customerId: mia, customerName: 'Mia Wong' }]);
		expect(await counts(viewer)).toMatchObject({ requests: 1 });
		expect(await asked(nora)).toEqual([]);
		await fresh.owner`update customer_data_requests set status = 'withdrawn', decided_at = now() where org_id = ${lumi}`;
		expect(await asked(agent)).toEqual([]);
	});
});

describe('a long inbox', () => {
	beforeAll(async () => {
		// Twenty at a time were active at the same moment, and microseconds apart from the next.
		await fresh.owner`insert into inquiries (org_id, number, customer_id, subject, status, last_direction, assignee_id,
				active_at, closed_at, deleted_at)
			select ${lumi}, 1000 + n, ${mia}, 'Case ' || n, (array['open', 'waiting', 'closed', 'open'])[1 + n % 4],
				(array['inbound', 'outbound'])[1 + n % 2], case when n % 3 = 0 then ${agent.memberId}::uuid end,
				moment, case when n % 4 = 2 then moment end, case when n % 10 = 0 then moment end
			from (select n, timestamptz '2026-01-01' - n / 20 * interval '1 microsecond' as moment from generate_series(1, 12000) as n) as cases`;
		await fresh.owner`analyze inquiries`;
	});

	it.each(['needs-reply', 'mine', 'unassigned', 'deleted'])(
		'is paged forward and back without losing or repeating anybody: %s',
		async (view) => {
			const seen: string[] = [];
			const who = view === 'mine' ? agent : olga;
			let page = await list(who, `view=${view}`);
			const firstPage = page.cases.map(({ id }) => id);
			expect(page.before).toBeNull();
			for (let pages = 0; pages < 6; pages++) {
				seen.push(...page.cases.map(({ id }) => id));
				expect(page.after).not.toBeNull();
				page = await list(who, `view=${view}&after=${page.after}`);
			}
			expect(new Set(seen).size).toBe(300);
			const inOrder = await fresh.owner<
				{ id: string }[]
			>`select id from inquiries where org_id = ${lumi} and ${
				{
					'needs-reply': fresh.owner`status = 'open' and last_direction = 'inbound' and deleted_at is null`,
					mine: fresh.owner`assignee_id = ${agent.memberId} and status <> 'closed' and deleted_at is null`,
					unassigned: fresh.owner`assignee_id is null and status <> 'closed' and deleted_at is null`,
					deleted: fresh.owner`deleted_at is not null`
				}[view] ?? fresh.owner``
			} order by ${view === 'deleted' ? fresh.owner`deleted_at` : fresh.owner`active_at`} desc, id desc limit 300`;
			expect(seen).toEqual(inOrder.map(({ id }) => id));
			for (let pages = 0; pages < 6; pages++) page = await list(who, `view=${view}&before=${page.before}`);
			expect(page.cases.map(({ id }) => id)).toEqual(firstPage);
			expect(page.before).toBeNull();
		}
	);

	it('ends with a page that has no next one, and begins anew where an edge leads nowhere', async () => {
		const { cases } = await list(olga, `view=closed&before=0_${randomUUID()}`);
		expect(cases.length).toBe(50);
		const last = await list(
			olga,
			`view=needs-reply&after=${(Date.parse('2025-12-31T23:59:59.9994Z') * 1000).toString()}_${randomUUID()}`
		);
		expect(last.cases.length).toBeGreaterThan(0);
	});

	it('is counted to a thousand and no further', async () => {
		expect(await counts(olga)).toMatchObject({
			'needs-reply': 1000,
			open: 1000,
			closed: 1000,
			deleted: 1000
		});
	});

	it.each([
		['needs-reply', 'inquiries_needing_reply'],
		['open', 'inquiries_by_status'],
		['waiting', 'inquiries_by_status'],
		['closed', 'inquiries_by_status'],
		['mine', 'inquiries_by_assignee'],
		['unassigned', 'inquiries_by_assignee'],
		['deleted', 'inquiries_deleted'],
		['all', 'inquiries_by_activity']
	] as const)('is read in the order of its index, page by page: %s', async (view, index) => {
		for (const edge of [null, { place: String(Date.parse('2026-01-01') * 1000 - 300), id: randomUUID() }])
			for (const backwards of edge ? [false, true] : [false]) {
				const plan = await asMember(fresh.database, agent, async (tx) => {
					const page = { view, backwards, edge, limit: 51 };
					// A statement is sent when it is awaited; until then it can be part of another.
					const statement = sql.pageOfCases(tx, agent.memberId, page) as Promise<unknown> as ReturnType<Tx>;
					const lines = await tx`explain ${statement}`;
					return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
				});
				expect(plan).toMatch(new RegExp(`Index (Only )?Scan (Backward )?using ${index} on inquiries`));
				const limited = plan.slice(plan.indexOf('Limit'));
				expect(limited, 'nothing is put in order first').not.toMatch(/Sort Key: i\.|Seq Scan on inquiries/);
			}
	});
});
