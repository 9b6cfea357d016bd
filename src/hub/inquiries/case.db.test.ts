import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { sendMessage } from '#hub/messages/send.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person, testHub } from '#support/people.ts';
import { assignCase } from './assign.ts';
import { deleteCase, markRead, renameCase, restoreCase } from './change.ts';
import { closeCase, reopenCase, type CloseInput } from './close.ts';
import { dueFollowUps, followUp, nudgeFollowUp } from './follow-up.ts';
import { addNote, deleteNote } from './notes.ts';
import { newCase, openInquiry } from './open.ts';
import { readCase, type Entry } from './read.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let olga: Member;
let admin: Member;
let agnes: Member;
let colin: Member;
let vera: Member;
let nora: Member;
let carla: string;
let id: string;

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
const read = (actor: Member = agnes, show?: number) => as(actor, (tx) => readCase(tx, actor, id, show));
const writes = (body: string) =>
	asWorker(fresh.database, lumi.orgId, (tx) =>
		receiveMessage(tx, { orgId: lumi.orgId, inquiryId: id, customerId: carla, channel: 'portal', body })
	);
const answers = (actor: Member, body: string) =>
	as(actor, (tx) =>
		sendMessage(testHub(fresh.database), tx, actor, {
			inquiryId: id,
			channel: 'portal',
			body,
			key: randomUUID()
		})
	);
const events = async () =>
	(
		await fresh.owner<{ kind: string; memberId: string | null; details: unknown }[]>`
			select kind, member_id as "memberId", details from inquiry_events where inquiry_id = ${id} order by created_at, place`
	).filter(({ kind }) => kind !== 'opened');
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const refused = (refusal: string) => expect.objectContaining({ refusal });

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	await fresh.owner`update organizations set last_case_number = 10, time_zone = 'Europe/Berlin'`;
	const member = async (name: string, orgId: string, role: Member['role']) =>
		joins(fresh.owner, await person(fresh.owner, name), orgId, role);
	olga = {
		kind: 'member',
		orgId: lumi.orgId,
		memberId: lumi.ownerId,
		personId: lumi.personId,
		role: 'owner'
	};
	admin = await member('Ada Admin', lumi.orgId, 'admin');
	agnes = await member('Agnes Agent', lumi.orgId, 'agent');
	colin = await member('Colin Colleague', lumi.orgId, 'agent');
	vera = await member('Vera Viewer', lumi.orgId, 'viewer');
	nora = await member('Nora Neighbour', neighbour.orgId, 'owner');
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => fresh.drop());

beforeEach(async () => {
	const opened = await asWorker(fresh.database, lumi.orgId, (tx) =>
		openInquiry(tx, {
			orgId: lumi.orgId,
			customerId: carla,
			subject: 'Wedding in May',
			fallback: 'New message',
			source: 'portal',
			memberId: null
		})
	);
	id = opened.id;
});

describe('reading a case', () => {
	it('shows messages, notes and what was done in the order in which they came', async () => {
		await writes('Are you free on Friday?');
		await as(colin, (tx) => addNote(tx, colin, { inquiryId: id, body: 'She likes tea', key: randomUUID() }));
		await as(agnes, (tx) => assignCase(tx, agnes, { inquiryId: id, to: colin.memberId, was: null }));
		await answers(agnes, 'Yes, at two');
		const shown = await read();
		const said = ({ ...entry }: Entry) =>
			entry.kind === 'event' ? `${entry.event} ${entry.toName ?? ''}`.trim() : `${entry.kind}: ${entry.body}`;
		expect(shown.entries.map(said)).toEqual([
			'opened',
			'message: Are you free on Friday?',
			'note: She likes tea',
			'assigned Colin Colleague',
			'message: Yes, at two'
		]);
		expect(shown).toMatchObject({
			status: 'waiting',
			needsReply: false,
			earlier: 0,
			assignee: { name: 'Colin Colleague' }
		});
		expect(shown.number).toMatch(/^[A-Z]{2,4}-\d{6}$/);
	});

	it('says that it was opened before the message that opened it, though that was written earlier', async () => {
		await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
			values (${lumi.orgId}, ${id}, ${carla}, 'inbound', 'whatsapp', 'Hello', now() - interval '1 minute')`;
		expect((await read()).entries.map(({ kind }) => kind)).toEqual(['event', 'message']);
	});

	it('begins with the newest messages and says how many came before', async () => {
		await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
			select ${lumi.orgId}, ${id}, ${carla}, 'inbound', 'email', 'Message ' || n, now() - (500 - n) * interval '1 hour'
			from generate_series(1, 500) as n`;
		const first = await read();
		const bodies = (entries: Entry[]) =>
			entries.flatMap((entry) => (entry.kind === 'message' ? [entry.body] : []));
		expect(first.earlier).toBe(460);
		expect(bodies(first.entries).at(-1)).toBe('Message 500');
		const all = await read(agnes, 1000);
		expect(all.earlier).toBe(0);
		expect(bodies(all.entries)[0]).toBe('Message 1');
	});

	it('says which message of others is the newest, so that no answer misses it', async () => {
		await writes('First');
		await answers(colin, 'From Colin');
		expect((await read(agnes)).latest).toMatchObject({ body: 'From Colin', author: 'Colin Colleague' });
		expect((await read(colin)).latest).toMatchObject({ body: 'First', direction: 'inbound' });
	});

	it('is open to a viewer and to nobody of another organization', async () => {
		expect((await read(vera)).may).toEqual({ change: false, assign: false, note: false, delete: false });
		await expect(read(nora)).rejects.toEqual(refused('not-found'));
		expect((await read(olga)).may.delete).toBe(true);
	});

	it('offers the ways that reach the customer, her own last one first', async () => {
		await fresh.owner`update customers set email = null, email_normalized = null where id = ${carla}`;
		await writes('By the portal');
		const { channels } = await read();
		expect(channels.preferred).toBe('portal');
		expect(channels.choices.find(({ channel }) => channel === 'email')?.obstacle).toMatch(/no email address/);
		await fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect((await read()).channels.preferred).toBeNull();
		await fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		await fresh.owner`update customers set email = 'carla@example.com', email_normalized = 'carla@example.com' where id = ${carla}`;
		const portal = (of: Awaited<ReturnType<typeof read>>) =>
			of.channels.choices.find(({ channel }) => channel === 'portal');
		const never = await read();
		expect(never.channels.preferred, 'a page on which she has never been is no way to her').toBe('email');
		expect(portal(never)).toMatchObject({
			obstacle: null,
			note: expect.stringMatching(/never been on their page/)
		});
		await fresh.owner`update customers set portal_seen_at = now() where id = ${carla}`;
		const seen = await read();
		expect(seen.channels.preferred).toBe('portal');
		expect(portal(seen)).toMatchObject({ obstacle: null, note: null });
	});
});

describe('what a viewer and a neighbour may do to a case', () => {
	const verbs: Record<string, (actor: Member) => (tx: Tx) => Promise<unknown>> = {
		'assign it': (actor) => (tx) => assignCase(tx, actor, { inquiryId: id, to: agnes.memberId, was: null }),
		'close it': (actor) => (tx) => closeCase(tx, actor, closing()),
		'reopen it': (actor) => (tx) => reopenCase(tx, actor, id),
		'rename it': (actor) => (tx) =>
			renameCase(tx, actor, { inquiryId: id, subject: 'Mine', was: 'Wedding in May' }),
		'be reminded of it': (actor) => (tx) => followUp(tx, actor, { inquiryId: id, on: inDays(2), was: null }),
		'note something': (actor) => (tx) => addNote(tx, actor, { inquiryId: id, body: 'x', key: randomUUID() }),
		'delete it': (actor) => (tx) => deleteCase(tx, actor, id),
		'restore it': (actor) => (tx) => restoreCase(tx, actor, id),
		'open one': (actor) => (tx) => newCase(tx, actor, { customerId: carla, subject: 'x', key: randomUUID() })
	};

	it.each(Object.entries(verbs))('neither can %s, and an owner can', async (_, verb) => {
		await expect(as(vera, verb(vera))).rejects.toEqual(refused('forbidden'));
		await expect(as(nora, verb(nora))).rejects.toEqual(refused('not-found'));
		expect(await events()).toEqual([]);
		await as(olga, verb(olga));
	});

	it('a viewer leaves no mark of having read it', async () => {
		await as(vera, (tx) => markRead(tx, vera, { inquiryId: id, seen: null }));
		await as(agnes, (tx) => markRead(tx, agnes, { inquiryId: id, seen: null }));
		const rows =
			await fresh.owner`select member_id as "memberId" from inquiry_reads where inquiry_id = ${id}`;
		expect(rows.map((row) => row['memberId'])).toEqual([agnes.memberId]);
	});
});

describe('assigning', () => {
	const assign = (actor: Member, to: string | null, was: string | null) =>
		as(actor, (tx) => assignCase(tx, actor, { inquiryId: id, to, was }));

	it('gives the case to a member and says so once', async () => {
		await assign(agnes, colin.memberId, null);
		await assign(agnes, colin.memberId, null);
		expect(await events()).toEqual([
			{ kind: 'assigned', memberId: agnes.memberId, details: { to: colin.memberId, from: null } }
		]);
	});

	it('never gives it to a viewer or to somebody of another organization', async () => {
		await expect(assign(olga, vera.memberId, null)).rejects.toEqual(refused('invalid'));
		await expect(assign(olga, nora.memberId, null)).rejects.toEqual(refused('invalid'));
		expect((await read()).assignee).toBeNull();
	});

	it('tells the second of two who choose at once whom the first one chose', async () => {
		let second: Promise<void> | undefined;
		await as(agnes, async (tx) => {
			await assignCase(tx, agnes, { inquiryId: id, to: agnes.memberId, was: null });
			second = assign(colin, colin.memberId, null);
			second.catch(() => undefined);
			const waits = () => fresh.owner`select from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'`;
			await vi.waitUntil(async () => (await waits()).count === 1, 10_000);
		});
		await expect(second).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringMatching(/belongs to Agnes/) as string
		});
	});
});

const closing = (more: Partial<CloseInput> = {}): CloseInput => ({
	inquiryId: id,
	outcome: 'won',
	reason: 'Booked',
	value: '1.250,50',
	seen: null,
	...more
});

describe('closing and reopening', () => {
	const close = (actor: Member, more: Partial<CloseInput> = {}) =>
		as(actor, (tx) => closeCase(tx, actor, closing(more)));

	it('keeps how it ended and what it was worth, and proposes it after a reopening', async () => {
		await close(agnes);
		expect(await read()).toMatchObject({
			status: 'closed',
			outcome: 'won',
			reason: 'Booked',
			dealValueMinor: 125_050
		});
		await as(colin, (tx) => reopenCase(tx, colin, id));
		const shown = await read();
		expect(shown).toMatchObject({ status: 'open', outcome: null, dealValueMinor: null });
		expect(shown.closedWith).toEqual({ outcome: 'won', reason: 'Booked', dealValueMinor: 125_050 });
		expect((await events()).map(({ kind }) => kind)).toEqual(['closed', 'reopened']);
	});

	it('can be done without a word, and keeps no value of what was neither won nor lost', async () => {
		await close(agnes, { outcome: 'skip', reason: null });
		expect(await read()).toMatchObject({ status: 'closed', outcome: null, dealValueMinor: null });
	});

	it('refuses a value that is no amount', async () => {
		await expect(close(agnes, { value: 'a lot' })).rejects.toMatchObject({
			fields: { value: expect.any(String) }
		});
		expect((await read()).status).toBe('open');
	});

	it('is done once when it is asked twice, and refused when a colleague closed it otherwise', async () => {
		await close(agnes);
		await close(agnes);
		await expect(close(colin, { outcome: 'lost' })).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('Agnes Agent')
		});
		expect(await events()).toHaveLength(1);
	});

	it('does not pass over what the customer wrote a moment ago', async () => {
		await writes('One more thing');
		await expect(close(agnes)).rejects.toEqual(refused('conflict'));
		await close(agnes, { seen: (await read()).latest?.id ?? null });
		expect((await read()).status).toBe('closed');
	});
});

describe('renaming', () => {
	it('does not overwrite the name that a colleague gave meanwhile', async () => {
		const rename = (actor: Member, subject: string, was: string) =>
			as(actor, (tx) => renameCase(tx, actor, { inquiryId: id, subject, was }));
		await rename(colin, 'Wedding in June', 'Wedding in May');
		await expect(rename(agnes, 'Wedding, 3 people', 'Wedding in May')).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('Wedding in June')
		});
		await rename(agnes, 'Wedding, 3 people', 'Wedding in June');
		expect((await read()).subject).toBe('Wedding, 3 people');
	});
});

describe('deleting', () => {
	it('is for owners and admins, and what is deleted cannot be changed until it is back', async () => {
		await expect(as(agnes, (tx) => deleteCase(tx, agnes, id))).rejects.toEqual(refused('forbidden'));
		await as(admin, (tx) => deleteCase(tx, admin, id));
		expect((await read()).deletedAt).not.toBeNull();
		await expect(as(agnes, (tx) => closeCase(tx, agnes, closing()))).rejects.toEqual(refused('conflict'));
		await expect(answers(agnes, 'Hello')).rejects.toEqual(refused('conflict'));
		await as(olga, (tx) => restoreCase(tx, olga, id));
		await as(agnes, (tx) => closeCase(tx, agnes, closing()));
		expect((await events()).map(({ kind }) => kind)).toEqual(['deleted', 'restored', 'closed']);
	});
});

describe('a reminder', () => {
	const remind = (on: string | null, was: string | null = null) =>
		as(agnes, (tx) => followUp(tx, agnes, { inquiryId: id, on, was }));
	const nudge = () =>
		nudgeFollowUp({ database: fresh.database } as Instance, { orgId: lumi.orgId, inquiryId: id });
	const due = (actor: Member, mine = false) =>
		as(actor, async (tx) => (await dueFollowUps(tx, actor, mine)).filter((one) => one.id === id));

	it('comes on the morning of its day, where the business is', async () => {
		await remind(inDays(3));
		const { followUp: set } = await read();
		const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
		expect(clock.format(set?.at)).toBe('09:00');
		expect(set?.by).toBe('Agnes Agent');
		const [job] = await fresh.owner<{ at: Date }[]>`
			select run_at as at from graphile_worker.jobs where key = ${`nudge_follow_up ${id}`}`;
		expect(job?.at).toEqual(set?.at);
	});

	it('fires once when its time has come, and stands in the queue until somebody answers', async () => {
		await remind(inDays(1));
		await nudge();
		expect(await due(agnes)).toEqual([]);
		await fresh.owner`update inquiries set follow_up_at = now() - interval '1 minute' where id = ${id}`;
		await nudge();
		await nudge();
		expect((await events()).filter(({ details }) => JSON.stringify(details).includes('due'))).toHaveLength(1);
		expect(await due(agnes, true)).toHaveLength(1);
		expect(await due(colin, true)).toEqual([]);
		expect(await due(vera)).toHaveLength(1);
		await answers(colin, 'Just asking');
		expect(await due(agnes)).toEqual([]);
	});

	it('is not needed any more when the customer answers or the case is closed', async () => {
		await remind(inDays(1));
		await writes('Here I am');
		expect((await read()).followUp).toBeNull();
		await remind(inDays(1));
		const { latest } = await read();
		await as(agnes, (tx) => closeCase(tx, agnes, closing({ seen: latest?.id ?? null })));
		expect((await read()).followUp).toBeNull();
		await expect(remind(inDays(1))).rejects.toEqual(refused('conflict'));
	});

	it('takes no day that is over, none that is years away, and no colleague’s choice unseen', async () => {
		await expect(remind(inDays(-1))).rejects.toMatchObject({ fields: { on: expect.any(String) } });
		await expect(remind(inDays(900))).rejects.toMatchObject({ fields: { on: expect.any(String) } });
		await remind(inDays(2));
		await expect(remind(inDays(5))).rejects.toEqual(refused('conflict'));
		const { followUp: set } = await read();
		await remind(null, set?.at.toISOString() ?? null);
		expect((await read()).followUp).toBeNull();
	});
});

describe('an internal note', () => {
	const note = (actor: Member, body: string, key: string = randomUUID()) =>
		as(actor, (tx) => addNote(tx, actor, { inquiryId: id, body, key }));

	it('is written once for one key, whoever presses twice', async () => {
		const key = randomUUID();
		expect(new Set(await Promise.all([note(agnes, 'Tea', key), note(agnes, 'Tea', key)])).size).toBe(1);
	});

	it('is taken away by whoever wrote it, by nobody else', async () => {
		const noteId = await note(agnes, 'Tea');
		const remove = (actor: Member) => as(actor, (tx) => deleteNote(tx, actor, { inquiryId: id, noteId }));
		await expect(remove(colin)).rejects.toEqual(refused('forbidden'));
		await expect(remove(olga)).rejects.toEqual(refused('forbidden'));
		await expect(remove(nora)).rejects.toEqual(refused('not-found'));
		await remove(agnes);
		expect((await read()).entries.some(({ kind }) => kind === 'note')).toBe(false);
	});
});

describe('a case that a member opens', () => {
	it('is one for a double tap, hers, and has the next number', async () => {
		const key = randomUUID();
		const open = () =>
			as(agnes, (tx) => newCase(tx, agnes, { customerId: carla, subject: 'A new one', key }));
		expect(new Set(await Promise.all([open(), open(), open()]))).toEqual(new Set([key]));
		const [row] =
			await fresh.owner`select count(*)::int as n, max(assignee_id::text) as assignee from inquiries where id = ${key}`;
		expect(row).toMatchObject({ n: 1, assignee: agnes.memberId });
	});
});
