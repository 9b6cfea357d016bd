import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { portalOpener } from '#hub/customers/portal-token.ts';
import { addCustomer } from '#hub/customers/verbs.ts';
import { dresser } from '#hub/messages/notices.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { deliverMail } from '#hub/outbox/deliver.ts';
import type { Instance } from '#platform/instance.ts';
import { openStorage } from '#platform/storage/open.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { requestLostLink, sendLostLinks } from './lost-link.ts';
import { readPortal } from './page.ts';

let fresh: FreshDatabase;
let smtp: TestSmtp;
let hub: ReturnType<typeof testHub> & Pick<Instance, 'storage'>;
let lumi: string;
let dim: string;

const jobs = async (task: string) =>
	fresh.owner<{ payload: Record<string, string> }[]>`
		select payload from graphile_worker._private_jobs as jobs
		join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = ${task}`;

/** Does what the worker does: looks the addresses up, then lets the mails leave. */
async function work(): Promise<void> {
	for (const { payload } of await jobs('send_lost_links')) await sendLostLinks(hub, payload);
	for (const { payload } of await jobs('deliver_mail'))
		await deliverMail(hub, payload, { openPortal: portalOpener(hub), dress: dresser(hub) });
	await fresh.owner`delete from graphile_worker._private_jobs`;
}

async function customer(orgId: string, name: string, email: string): Promise<string> {
	const owner: Member = await joins(fresh.owner, await person(fresh.owner, 'Olga'), orgId, 'owner');
	const input = { name, email, phone: null, address: null, locale: null, anyway: true };
	const key = hub.secrets.derive('portal-token');
	const added = await asMember(fresh.database, owner, (tx) => addCustomer(tx, owner, input, key));
	return 'id' in added ? added.id : '';
}

beforeAll(async () => {
	[fresh, smtp] = await Promise.all([freshDatabase(), openSmtp()]);
	const env = { SMTP_URL: smtp.url, MAIL_FROM: 'Customer Hub <hub@mail.example>' };
	const opened = testHub(fresh.database, env);
	hub = { ...opened, storage: openStorage(opened.config) };
	[lumi, dim] = [
		await organization(fresh.owner, 'Studio Lumi'),
		await organization(fresh.owner, 'Studio Dim')
	];
	await customer(lumi, 'Mia López', 'Mia@example.com');
	await customer(lumi, 'Noor', 'noor@example.com');
	await customer(dim, 'Mia López', 'mia@example.com');
});
afterAll(() => Promise.all([fresh.drop(), smtp.close()]));
beforeEach(async () => {
	smtp.received.length = 0;
	await fresh.owner`delete from attempts`;
	await fresh.owner`delete from graphile_worker._private_jobs`;
	await fresh.owner`delete from outbox_mails`;
	await fresh.owner`update organizations set portal_enabled = true`;
});

describe('somebody who lost her link', () => {
	it('gets one mail from each business that knows her address, with a link that opens her page', async () => {
		await requestLostLink(hub, 'MIA@example.com', '192.0.2.1');
		await work();
		expect(smtp.received.map(({ to }) => to[0]?.toLowerCase())).toEqual([
			'mia@example.com',
			'mia@example.com'
		]);
		const links = smtp.received.map(
			({ parsed }) => /http\S+\/c\/([A-Za-z0-9_-]{43})/.exec(parsed.text ?? '')?.[1] ?? ''
		);
		const pages = await Promise.all(links.map((token) => readPortal(fresh.database, token, 1)));
		expect(pages.map((page) => page?.organization.name).sort()).toEqual(['Studio Dim', 'Studio Lumi']);
	});

	it('gets none from a business whose portal is off, also when it is switched off before the mail leaves', async () => {
		await fresh.owner`update organizations set portal_enabled = false where id = ${dim}`;
		await requestLostLink(hub, 'mia@example.com', '192.0.2.1');
		for (const { payload } of await jobs('send_lost_links')) await sendLostLinks(hub, payload);
		expect(await fresh.owner`select from outbox_mails`).toHaveLength(1);
		await fresh.owner`update organizations set portal_enabled = false`;
		await work();
		expect(smtp.received).toHaveLength(0);
		const [mail] = await fresh.owner`select state from outbox_mails order by created_at limit 1`;
		expect(mail?.['state']).toBe('failed');
	});

	it('gets one mail from each also when the job fails half-way and is begun again', async () => {
		await requestLostLink(hub, 'mia@example.com', '192.0.2.1');
		const [job] = await jobs('send_lost_links');
		// Whichever business comes second cannot be written for.
		await fresh.owner
			.unsafe(`create function fails_later() returns trigger language plpgsql security definer as $$ begin
				if exists (select from outbox_mails) then raise exception 'no room'; end if; return new; end $$;
			create trigger fails_later before insert on outbox_mails for each row execute function fails_later()`);
		await expect(sendLostLinks(hub, job?.payload)).rejects.toThrow('no room');
		await fresh.owner.unsafe('drop trigger fails_later on outbox_mails; drop function fails_later()');
		await sendLostLinks(hub, job?.payload);
		await sendLostLinks(hub, job?.payload);
		await fresh.owner`delete from graphile_worker._private_jobs where payload ->> 'email' is not null`;
		await work();
		expect(smtp.received).toHaveLength(2);
		await requestLostLink(hub, 'mia@example.com', '192.0.2.1');
		await work();
		expect(smtp.received, 'asked for a second time').toHaveLength(4);
	});

	it('is written to in her own language, from the right where that is due', async () => {
		await fresh.owner`update customers set locale = 'ar' where email = 'noor@example.com'`;
		await requestLostLink(hub, 'noor@example.com', '192.0.2.1');
		await work();
		const [mail] = smtp.received;
		expect(mail?.parsed.subject).toBe('صفحتك لدى \u2068Studio Lumi\u2069');
		expect(mail?.parsed.text).toContain('فتح صفحتي:\n');
		expect(mail?.parsed.html).toContain('<html lang="ar" dir="rtl"');
	});

	it('leaves no link in the stored mail', async () => {
		await requestLostLink(hub, 'noor@example.com', '192.0.2.1');
		for (const { payload } of await jobs('send_lost_links')) await sendLostLinks(hub, payload);
		const [mail] = await fresh.owner<
			{ text: string; html: string }[]
		>`select body_text as text, body_html as html from outbox_mails`;
		expect(mail?.text).toContain('Noor');
		expect(`${mail?.text}${mail?.html}`).not.toMatch(/\/c\//);
	});

	it('is answered the same and does the same work when nobody knows the address', async () => {
		await requestLostLink(hub, 'nobody@example.com', '192.0.2.1');
		expect(await jobs('send_lost_links')).toHaveLength(1);
		await work();
		expect(smtp.received).toHaveLength(0);
	});

	it('may ask three times an hour for an address, known or not, from wherever', async () => {
		for (const email of ['mia@example.com', 'nobody@example.com']) {
			const asked = await Promise.allSettled(
				Array.from({ length: 20 }, (_, index) => requestLostLink(hub, email, `192.0.2.${index}`))
			);
			expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
		}
	});
});
