import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { changeBrand, switchPortal } from '#hub/branding/verbs.ts';
import { channelForms } from '#hub/channels/schema.ts';
import { saveChannel } from '#hub/channels/verbs.ts';
import { portalOpener } from '#hub/customers/portal-token.ts';
import { tellOfFiles } from '#hub/documents/tell.ts';
import { addDocument } from '#hub/documents/upload.ts';
import { deleteDocument } from '#hub/documents/verbs.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { deliverMail } from '#hub/outbox/deliver.ts';
import { discardMail, listOutbox, retryMail } from '#hub/outbox/outbox.ts';
import type { TestInstance } from '#support/instance.ts';
import { mailSalon, openMailInstance, type MailSalon } from '#support/mail-salon.ts';
import { joins, person } from '#support/people.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { deliverMessage } from './deliver.ts';
import { dresser, sendWaitingNotices } from './notices.ts';
import { discardCustomerMail, listCustomerMails, retryCustomerMail } from './outbox.ts';

let hub: TestInstance;
let smtp: TestSmtp;
let salon: MailSalon;
let neighbour: MailSalon;
let agent: Member;

beforeAll(async () => {
	smtp = await openSmtp();
	hub = await openMailInstance(smtp);
});
afterAll(() => Promise.all([hub.close(), smtp.close()]));
beforeEach(async () => {
	smtp.calm();
	await hub.fresh.owner`delete from graphile_worker._private_jobs`;
	[salon, neighbour] = [await mailSalon(hub), await mailSalon(hub, 'Neighbour')];
	agent = await joins(hub.fresh.owner, await person(hub.fresh.owner, 'Anton'), salon.orgId, 'agent');
});

const as = <T>(actor: Member, verb: Parameters<typeof asMember<T>>[2]) => asMember(hub.database, actor, verb);
const list = (actor: Member) => as(actor, (tx) => listCustomerMails(tx, actor));
const jobs = async (task: string) =>
	hub.fresh.owner<{ payload: Record<string, string>; runAt: Date }[]>`
		select payload, run_at as "runAt" from graphile_worker._private_jobs as jobs
		join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = ${task}`;

describe('the outbox of mail to customers', () => {
	it('shows what waits and why, what failed, and what left, and nothing of a neighbour', async () => {
		await salon.deliver(await salon.write('Left'));
		smtp.answer = '451 Busy';
		const waiting = await salon.write('Waits');
		await salon.deliver(waiting).catch(() => undefined);
		smtp.answer = '550 Unknown';
		await salon.deliver(await salon.write('Failed'));
		await neighbour.write('Hidden');
		const seen = await list(salon.owner);
		expect(seen.map(({ excerpt, state, attempts }) => [excerpt, state, attempts])).toEqual([
			['Failed', 'failed', 1],
			['Waits', 'queued', 1],
			['Left', 'sent', 1]
		]);
		expect(seen[0]?.failure).toContain('Unknown');
		expect(seen[1]).toMatchObject({ recipient: salon.carla.email, customer: 'Carla Customer' });
		expect(seen[1]?.lastError).toContain('Busy');
		expect((await list(neighbour.owner)).map(({ excerpt }) => excerpt)).toEqual(['Hidden']);
	});

	it('tries again what failed and what waits, and discards what has not left', async () => {
		smtp.answer = '550 Unknown';
		const failed = await salon.write('Failed');
		await salon.deliver(failed);
		smtp.answer = null;
		await as(salon.owner, (tx) => retryCustomerMail(tx, salon.owner, failed));
		expect((await jobs('deliver_message')).map(({ payload }) => payload['messageId'])).toContain(failed);
		await salon.deliver(failed);
		expect(await salon.standing(failed)).toMatchObject({ state: 'sent' });
		const waiting = await salon.write('Waits');
		await as(salon.owner, (tx) => discardCustomerMail(tx, salon.owner, waiting));
		await salon.deliver(waiting);
		expect(await salon.standing(waiting)).toMatchObject({
			state: 'failed',
			failure: 'Discarded in the outbox.'
		});
		expect(smtp.received).toHaveLength(1);
		await expect(as(salon.owner, (tx) => discardCustomerMail(tx, salon.owner, failed))).rejects.toMatchObject(
			{
				refusal: 'conflict'
			}
		);
	});

	it('a mail leaves once, whoever asks for another try while it is being sent', async () => {
		const id = await salon.write('Once');
		const job = (name: string) => deliverMessage(hub, { orgId: salon.orgId, messageId: id }, name);
		let go = () => {};
		smtp.waits = new Promise((resolve) => (go = resolve));
		const read = smtp.read;
		const first = job('1');
		await vi.waitUntil(() => smtp.read > read);
		await expect(job('2'), 'of a press in the very moment in which the first began').rejects.toThrow(
			'at this moment'
		);
		await expect(as(salon.owner, (tx) => retryCustomerMail(tx, salon.owner, id))).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('being sent at this moment') as string
		});
		expect((await list(salon.owner))[0]).toMatchObject({ trying: true });
		go();
		await first;
		await job('2');
		expect(smtp.received).toHaveLength(1);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent', attempts: 1 });
	});

	it('a mail whose process was killed is sent on by its own job at once, by another after a while', async () => {
		const job = (id: string, name: string) =>
			deliverMessage(hub, { orgId: salon.orgId, messageId: id }, name);
		const killed = async (minutes: number) => {
			const id = await salon.write('Killed');
			await hub.fresh
				.owner`update messages set trying_job = '1', trying_since = now() - ${minutes}::int * interval '1 minute'
				where id = ${id}`;
			return id;
		};
		const lately = await killed(1);
		await expect(job(lately, '2')).rejects.toThrow('at this moment');
		await job(lately, '1');
		await job(await killed(16), '2');
		expect(smtp.received).toHaveLength(2);
	});

	it('belongs to owners and admins of the organization', async () => {
		const id = await salon.write('Ours');
		await expect(list(agent)).rejects.toMatchObject({ refusal: 'forbidden' });
		for (const verb of [retryCustomerMail, discardCustomerMail]) {
			await expect(as(agent, (tx) => verb(tx, agent, id))).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(as(neighbour.owner, (tx) => verb(tx, neighbour.owner, id))).rejects.toMatchObject({
				refusal: 'not-found'
			});
		}
		expect(await salon.standing(id)).toMatchObject({ state: 'queued' });
	});
});

describe('"New file for you"', () => {
	const share = (name: string, more: { label?: string | null; tell?: boolean } = {}) =>
		addDocument(hub, salon.owner, {
			customerId: salon.carla.id,
			name,
			label: null,
			tell: true,
			stream: Readable.from([Buffer.alloc(1_234_567)]),
			...more
		});
	const tell = () => tellOfFiles(hub, { orgId: salon.orgId, customerId: salon.carla.id });
	const deliver = async () => {
		for (const { payload } of await jobs('deliver_mail'))
			await deliverMail(hub, payload, { openPortal: portalOpener(hub), dress: dresser(hub) });
	};

	it('is one mail for files that were shared together, with the link to her page', async () => {
		await share('contract.pdf', { label: 'Contract 2026' });
		await share('photo (1).jpg');
		await share('silent.txt', { tell: false });
		const waiting = await jobs('tell_of_files');
		expect(waiting).toHaveLength(1);
		expect(Number(waiting[0]?.runAt) - Date.now()).toBeGreaterThan(30_000);
		await tell();
		await tell();
		await deliver();
		await deliver();
		expect(smtp.received).toHaveLength(1);
		const [{ parsed, to }] = smtp.received as [(typeof smtp.received)[0]];
		expect(to).toEqual([salon.carla.email]);
		expect(parsed.subject).toBe('2 new files for you');
		expect(parsed.from?.value[0]?.name).toBe('Studio Lumi');
		expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
		const link = `https://hub.example/c/${salon.carla.token}`;
		for (const said of [
			'Hello Carla Customer,',
			'Studio Lumi has 2 new files for you.',
			'Contract 2026',
			'photo (1).jpg',
			'1.2 MB',
			link
		]) {
			expect(parsed.text).toContain(said);
			expect(parsed.html || '').toContain(said);
		}
		expect(`${parsed.text} ${parsed.html || ''}`).not.toContain('silent.txt');
		const stored = await hub.fresh.owner`select o::text from outbox_mails o where org_id = ${salon.orgId}`;
		expect(JSON.stringify(stored)).not.toContain(salon.carla.token);
	});

	it('tells files of one label apart by their names', async () => {
		for (const name of ['front.jpg', 'back.jpg']) await share(name, { label: 'Photos' });
		await share('offer.pdf', { label: 'Offer' });
		await tell();
		await deliver();
		const [{ parsed }] = smtp.received as [(typeof smtp.received)[0]];
		for (const said of ['front.jpg · 1.2', 'back.jpg · 1.2', 'Offer']) expect(parsed.text).toContain(said);
		expect(parsed.text).not.toContain('offer.pdf');
	});

	it('names the one file in its subject, whatever somebody called it', async () => {
		await share('x.pdf', { label: '{link} "<b>"' });
		await tell();
		await deliver();
		const [{ parsed }] = smtp.received as [(typeof smtp.received)[0]];
		expect(parsed.subject).toBe('New file for you: {link} "<b>"');
		expect((parsed.html || '').match(/\/c\//g)).toHaveLength(1);
		expect(parsed.html).not.toContain('<b>');
	});

	it('is not sent without an address, with the portal off, or when the file is gone again', async () => {
		const { owner } = salon;
		await share('a.pdf');
		await hub.fresh.owner`update customers set email = null where id = ${salon.carla.id}`;
		await tell();
		await hub.fresh.owner`update customers set email = ${salon.carla.email} where id = ${salon.carla.id}`;
		await as(owner, (tx) => switchPortal(tx, owner, false));
		await share('b.pdf');
		await tell();
		await as(owner, (tx) => switchPortal(tx, owner, true));
		const { id } = await share('c.pdf');
		await deleteDocument(hub, owner, { customerId: salon.carla.id, documentId: id });
		await tell();
		expect(await jobs('deliver_mail')).toHaveLength(0);
	});

	it('stays here when the portal was switched off in the meantime', async () => {
		const { owner } = salon;
		await share('a.pdf');
		await tell();
		await as(owner, (tx) => switchPortal(tx, owner, false));
		await deliver();
		expect(smtp.received).toHaveLength(0);
		const [mail] = await as(owner, (tx) => listOutbox(hub, tx, owner));
		expect(mail).toMatchObject({ kind: 'new_file', state: 'failed' });
		await as(owner, (tx) => switchPortal(tx, owner, true));
		await as(owner, (tx) => retryMail(tx, owner, mail?.id ?? ''));
		await deliver();
		expect(smtp.received).toHaveLength(1);
	});

	it('comes from the business’s own server, and waits for it', async () => {
		const { owner } = salon;
		const own = await openSmtp();
		const without = { ...hub, config: { ...hub.config, smtpUrl: null } };
		await share('a.pdf');
		await tell();
		const [job] = await jobs('deliver_mail');
		const helpers = { openPortal: portalOpener(without), dress: dresser(without) };
		await deliverMail(without, job?.payload, helpers);
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
		await as(owner, async (tx) => {
			const form = channelForms.smtp.parse({
				host: 'localhost',
				port: String(own.port),
				security: 'none',
				fromAddress: 'hello@lumi.example'
			});
			await saveChannel(hub, tx, owner, 'smtp', form);
			await changeBrand(tx, owner, {
				name: 'Lumi',
				brandColor: '#ffe066',
				contactEmail: null,
				contactPhone: null
			});
			await sendWaitingNotices(tx);
		});
		const [again] = await jobs('deliver_mail');
		await deliverMail(without, again?.payload, helpers);
		const [mail] = own.received;
		expect(mail?.from).toBe('hello@lumi.example');
		expect(mail?.parsed.html).toContain('#ffe066');
		await own.close();
	});

	it('can be discarded by owners and admins of the organization alone', async () => {
		const { owner } = salon;
		await share('a.pdf');
		await tell();
		const [mail] = await as(owner, (tx) => listOutbox(hub, tx, owner));
		const id = mail?.id ?? '';
		await expect(as(agent, (tx) => discardMail(tx, agent, id))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await expect(as(neighbour.owner, (tx) => discardMail(tx, neighbour.owner, id))).rejects.toMatchObject({
			refusal: 'conflict'
		});
		const tried = await as(agent, (tx) => tx`update outbox_mails set state = 'failed' where id = ${id}`);
		expect(tried.count).toBe(0);
		await as(owner, (tx) => discardMail(tx, owner, id));
		await deliver();
		expect(smtp.received).toHaveLength(0);
	});
});
