import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { invite, withdraw } from '#hub/organizations/invitations.ts';
import { sendPasswordLink } from '#hub/people/password-links.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { deliverMail as deliver, deliverWaiting } from './deliver.ts';
import { discardMail, listOutbox, retryMail } from './outbox.ts';

/** None of these mails leads to a portal. */
const deliverMail = (at: Parameters<typeof deliver>[0], payload: unknown, job = '') =>
	deliver(at, payload, { openPortal: notForCustomers, dress: notForCustomers }, job);
const notForCustomers = () => {
	throw new Error('this mail is for no customer');
};

let fresh: FreshDatabase;
let smtp: TestSmtp;
let hub: ReturnType<typeof testHub>;
let owner: Member;
let admin: Member;
let agent: Member;

beforeAll(async () => {
	[fresh, smtp] = await Promise.all([freshDatabase(), openSmtp()]);
	hub = testHub(fresh.database, { SMTP_URL: smtp.url, MAIL_FROM: 'Customer Hub <hub@mail.example>' });
});
afterAll(() => Promise.all([fresh.drop(), smtp.close()]));
beforeEach(async () => {
	smtp.received.length = 0;
	Object.assign(smtp, { answer: null, waits: null });
	const lumi = await organization(fresh.owner, 'Studio Lumi');
	const join = async (name: string, role: Member['role']) =>
		joins(fresh.owner, await person(fresh.owner, name), lumi, role);
	[owner, admin, agent] = await Promise.all([
		join('Olga Owner', 'owner'),
		join('Ada', 'admin'),
		join('Anton', 'agent')
	]);
});

const as = <T>(actor: Member, verb: Parameters<typeof asMember<T>>[2]) =>
	asMember(fresh.database, actor, verb);
/** Invites and returns the mail's id. */
async function invited(email: string, actor = owner, role: Member['role'] = 'agent'): Promise<string> {
	await as(actor, (tx) => invite(hub, tx, actor, { email, role }));
	const [row] = await fresh.owner<
		{ id: string }[]
	>`select id from outbox_mails where recipient = ${email} order by created_at desc`;
	return row?.id ?? '';
}
const stateOf = async (id: string) => {
	const [row] = await fresh.owner<{ state: string; attempts: number; error: string | null }[]>`
		select state, attempts, last_error as error from outbox_mails where id = ${id}`;
	return row;
};
const outbox = (actor: Member) => as(actor, (tx) => listOutbox(hub, tx, actor));

describe('a mail', () => {
	it('leaves once with a link to the configured origin, a fixed Message-ID and Auto-Submitted', async () => {
		const id = await invited('nora@example.com');
		await deliverMail(hub, { mail: id });
		await deliverMail(hub, { mail: id });
		expect(smtp.received).toHaveLength(1);
		const [{ parsed, from, to }] = smtp.received as [(typeof smtp.received)[0]];
		expect([from, to]).toEqual(['hub@mail.example', ['nora@example.com']]);
		expect(parsed.from?.value).toEqual([{ address: 'hub@mail.example', name: 'Customer Hub' }]);
		expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
		const [row] = await fresh.owner`select message_id from outbox_mails where id = ${id}`;
		expect(parsed.messageId).toBe(row?.['message_id']);
		expect(parsed.messageId).toMatch(/@mail\.example>$/);
		const links = `${parsed.text} ${parsed.html || ''}`.match(/https?:\/\/[^\s"<>]+/g) ?? [];
		expect(links.length).toBeGreaterThanOrEqual(3);
		for (const link of links) expect(link).toMatch(/^https:\/\/hub\.example\/invitation\/[\w-]{43}$/);
		expect(await stateOf(id)).toEqual({ state: 'sent', attempts: 1, error: null });
	});

	it('keeps every trick with line breaks inside its own field', async () => {
		const name = 'Studio\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script> {link}';
		await fresh.owner`update organizations set name = ${name} where id = ${owner.orgId}`;
		await fresh.owner`update people set name = ${'Olga"\r\nReply-To: eve@evil.example'} where id = ${owner.personId}`;
		await deliverMail(hub, { mail: await invited('careful@example.com') });
		const [{ parsed, raw, to }] = smtp.received as [(typeof smtp.received)[0]];
		expect(to).toEqual(['careful@example.com']);
		expect([...parsed.headers.keys()].sort()).toEqual(
			[
				'auto-submitted',
				'content-type',
				'date',
				'from',
				'message-id',
				'mime-version',
				'subject',
				'to',
				'x-auto-response-suppress'
			].sort()
		);
		expect(parsed.bcc).toBeUndefined();
		expect(parsed.replyTo).toBeUndefined();
		expect(parsed.subject).toContain('Bcc: eve@evil.example');
		expect(raw.split(/\r?\n\r?\n/)[0]).not.toMatch(/^(bcc|reply-to)/im);
		expect(parsed.html).not.toContain('<script>');
	});

	it('waits out a server that says 451, with the same Message-ID, and fails for good at 550', async () => {
		const id = await invited('later@example.com');
		smtp.answer = '451 Try again later';
		await expect(deliverMail(hub, { mail: id })).rejects.toThrow('tried again later');
		expect(await stateOf(id)).toMatchObject({
			state: 'queued',
			attempts: 1,
			error: expect.stringContaining('451') as string
		});
		smtp.answer = null;
		await deliverMail(hub, { mail: id });
		expect(await stateOf(id)).toEqual({ state: 'sent', attempts: 2, error: null });
		const refused = await invited('unknown@example.com');
		smtp.answer = '550 No such user';
		await deliverMail(hub, { mail: refused });
		expect(await stateOf(refused)).toMatchObject({
			state: 'failed',
			error: expect.stringContaining('550') as string
		});
		expect(smtp.received).toHaveLength(1);
	});

	it('is tried again while no server answers, and given up after the last attempt', async () => {
		const closed = { ...hub, config: { ...hub.config, smtpUrl: 'smtp://127.0.0.1:9' } };
		const id = await invited('down@example.com');
		await expect(deliverMail(closed, { mail: id })).rejects.toThrow('tried again later');
		await fresh.owner`update outbox_mails set attempts = 24 where id = ${id}`;
		await deliverMail(closed, { mail: id });
		expect(await stateOf(id)).toMatchObject({ state: 'failed', attempts: 25 });
	});

	it('never leaves once its link is dead', async () => {
		const id = await invited('gone@example.com');
		const [row] = await fresh.owner<
			{ id: string }[]
		>`select id from invitations where email = 'gone@example.com'`;
		await as(owner, (tx) => withdraw(tx, owner, { invitation: row?.id ?? '' }));
		await deliverMail(hub, { mail: id });
		expect(smtp.received).toHaveLength(0);
		expect(await stateOf(id)).toMatchObject({ state: 'failed' });
	});

	it('leaves once, whoever tries it again or starts a worker while it is being sent', async () => {
		const mail = await invited('once@example.com');
		smtp.answer = '550 Full';
		await deliverMail(hub, { mail });
		smtp.answer = null;
		await as(owner, (tx) => retryMail(tx, owner, mail));
		await as(admin, (tx) => retryMail(tx, admin, mail));
		let go = () => {};
		smtp.waits = new Promise((resolve) => (go = resolve));
		const read = smtp.read;
		const first = deliverMail(hub, { mail }, '1');
		await vi.waitUntil(() => smtp.read > read);
		await fresh.owner`delete from graphile_worker._private_jobs`;
		await expect(deliverMail(hub, { mail }, '2')).rejects.toThrow('at this moment');
		for (const verb of [retryMail, discardMail])
			await expect(as(admin, (tx) => verb(tx, admin, mail))).rejects.toMatchObject({
				refusal: 'conflict',
				message: expect.stringContaining('being sent at this moment') as string
			});
		expect((await outbox(owner))[0]).toMatchObject({ trying: true });
		await deliverWaiting(hub);
		expect(
			(await fresh.owner`select from graphile_worker._private_jobs where payload ->> 'mail' = ${mail}`).count
		).toBe(0);
		go();
		await first;
		await deliverMail(hub, { mail }, '2');
		expect(smtp.received).toHaveLength(1);
		await expect(as(owner, (tx) => retryMail(tx, owner, mail))).rejects.toMatchObject({
			message: expect.stringContaining('has left already') as string
		});
	});

	it('whose process was killed is sent on by its own job', async () => {
		const mail = await invited('killed@example.com');
		await fresh.owner`update outbox_mails set trying_since = now(), trying_job = '1' where id = ${mail}`;
		await expect(deliverMail(hub, { mail }, '2')).rejects.toThrow('at this moment');
		await deliverMail(hub, { mail }, '1');
		expect(await stateOf(mail)).toMatchObject({ state: 'sent' });
	});

	it('waits while there is no server, and leaves when a worker starts with one', async () => {
		const without = testHub(fresh.database);
		const id = await invited('waiting@example.com');
		await fresh.owner`delete from graphile_worker._private_jobs`;
		await deliverMail(without, { mail: id });
		expect(await stateOf(id)).toMatchObject({ state: 'queued', attempts: 0 });
		expect(await deliverWaiting(without)).toBe(0);
		expect(await deliverWaiting(hub)).toBeGreaterThan(0);
		expect(
			(await fresh.owner`select from graphile_worker._private_jobs where payload ->> 'mail' = ${id}`).count
		).toBe(1);
	});
});

describe('the outbox', () => {
	it('shows owners and admins the mails of their organization, with links they could have made themselves', async () => {
		await invited('agent@example.com', admin);
		await invited('owner@example.com', owner, 'owner');
		const seen = await outbox(owner);
		expect(seen.map((mail) => [mail.recipient, mail.state, mail.link !== null])).toEqual([
			['owner@example.com', 'queued', true],
			['agent@example.com', 'queued', true]
		]);
		expect(seen[0]?.text).toContain(seen[0]?.link ?? 'no link');
		expect((await outbox(admin)).map((mail) => [mail.recipient, mail.link !== null])).toEqual([
			['owner@example.com', false],
			['agent@example.com', true]
		]);
		await expect(outbox(agent)).rejects.toMatchObject({ refusal: 'forbidden' });
	});

	it('shows nobody a mail about a password, nor a neighbour’s mail, though both exist', async () => {
		const ida = await person(fresh.owner, 'Ida');
		const idaHere = await joins(fresh.owner, ida, owner.orgId, 'agent');
		await sendPasswordLink(hub, { email: ida.email });
		await invited('agent@example.com');
		const nina = await joins(
			fresh.owner,
			await person(fresh.owner, 'Nina'),
			await organization(fresh.owner, 'Neighbour'),
			'owner'
		);
		expect(await outbox(nina)).toEqual([]);
		expect((await outbox(owner)).map((mail) => mail.recipient)).toEqual(['agent@example.com']);
		for (const actor of [owner, nina, idaHere]) {
			const rows = await fresh.database.transaction(
				'hub_member',
				{ org: actor.orgId, person: actor.personId },
				(tx) => tx<{ kind: string }[]>`select kind from outbox_mails`
			);
			expect(rows.some((row) => row.kind === 'password')).toBe(false);
		}
		expect(
			(await fresh.owner`select from outbox_mails where recipient = ${ida.email} and kind = 'password'`).count
		).toBe(1);
	});

	it('is closed by the database itself to whoever may not manage the team', async () => {
		await invited('agent@example.com');
		const look = (actor: Member) =>
			fresh.database.transaction(
				'hub_member',
				{ org: actor.orgId, person: actor.personId },
				(tx) => tx`select from outbox_mails`
			);
		expect((await look(agent)).count).toBe(0);
		expect((await look(owner)).count).toBe(1);
		await expect(
			fresh.database.transaction(
				'hub_member',
				{ org: agent.orgId, person: agent.personId },
				(tx) =>
					tx`insert into outbox_mails (org_id, kind, recipient, subject, body_text, message_id)
					values (${agent.orgId}, 'invitation', 'x@example.com', 'Spam', 'Text', gen_random_uuid()::text)`
			)
		).rejects.toThrow(/row-level security/);
	});
});
