import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeLogo } from '#hub/branding/verbs.ts';
import { receive } from '#hub/objects/arrivals.ts';
import { asMember, asWorker } from '#hub/organizations/actor.ts';
import type { TestInstance } from '#support/instance.ts';
import { mailSalon, openMailInstance, type MailSalon } from '#support/mail-salon.ts';
import { openSmtp, type Received, type TestSmtp } from '#support/smtp.ts';
import { deliverMessage } from './deliver.ts';
import { receiveMessage } from './receive.ts';
import { readReplyAddress } from './reply-address.ts';
import { retrySend } from './send.ts';
import type { NewAttachment } from './types.ts';

let hub: TestInstance;
let smtp: TestSmtp;
let salon: MailSalon;

beforeAll(async () => {
	smtp = await openSmtp();
	hub = await openMailInstance(smtp);
});
afterAll(() => Promise.all([hub.close(), smtp.close()]));
beforeEach(async () => {
	smtp.calm();
	salon = await mailSalon(hub);
});

const settings = (values: Record<string, unknown>) =>
	hub.fresh.owner`update organizations set ${hub.fresh.owner(values)} where id = ${salon.orgId}`;
const only = (): Received => {
	expect(smtp.received).toHaveLength(1);
	return smtp.received[0] as Received;
};
const last = (): Received => smtp.received.at(-1) as Received;
const html = ({ parsed }: Received) => parsed.html || '';

describe('a message that goes out as mail', () => {
	it('comes from the business, to the customer, with both parts saying the same', async () => {
		await settings({
			mail_signature: 'Warmly,\n{name}',
			mail_reference: true,
			postal_address: 'Rosenweg 3\n10115 Berlin',
			contact_phone: '+49 30 1234567',
			contact_email: 'hello@lumi.example'
		});
		const id = await salon.write('Dear Carla,\n\nsee https://lumi.example/prices, it is <b>all</b> there.');
		await salon.deliver(id);
		const { parsed, from, to, raw } = only();
		expect([from, to]).toEqual(['hub@mail.example', [salon.carla.email]]);
		expect(parsed.from?.value).toEqual([{ name: 'Studio Lumi', address: 'hub@mail.example' }]);
		expect(parsed.to).toMatchObject({ value: [{ name: 'Carla Customer', address: salon.carla.email }] });
		expect(parsed.replyTo?.value).toEqual([{ name: '', address: 'hello@lumi.example' }]);
		expect(parsed.subject).toBe('Colour and cut on Friday');
		expect(parsed.messageId).toBe((await salon.standing(id))?.messageId);
		const portal = `https://hub.example/c/${salon.carla.token}`;
		const text = `${parsed.text} `;
		const words = html(only())
			.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<title>.*?<\/title>/g, '')
			.replace(/<[^>]+>/g, '');
		for (const said of [
			'Dear Carla,',
			'Warmly,',
			'Olga Owner',
			'Reference: YS-000123',
			'Studio Lumi · Rosenweg 3, 10115 Berlin · +49 30 1234567'
		]) {
			expect(text).toContain(said);
			expect(words).toContain(said);
		}
		expect(text).toContain(`\n-- \nWarmly,`);
		expect(text).toContain(portal);
		expect(text).toContain('it is <b>all</b> there');
		expect(html(only())).toContain(`href="${portal}"`);
		expect(html(only())).toContain('href="https://lumi.example/prices"');
		expect(html(only())).toContain('it is &lt;b&gt;all&lt;/b&gt; there');
		// People wrote it: it does not say that a machine did, and calls nobody when it is opened.
		expect(raw).not.toMatch(/^(auto-submitted|precedence|x-auto-response-suppress|list-unsubscribe)/im);
		expect(html(only())).not.toMatch(/<(img|link|script|iframe)[^>]+(src|href)="?https?:/i);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent', attempts: 1, lastError: null });
	});

	it('shows the logo as a part of the mail itself', async () => {
		const png = Buffer.from(
			'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
			'base64'
		);
		await changeLogo(hub, salon.owner, Readable.from([png]));
		await salon.deliver(await salon.write('Hello'));
		const { parsed, raw } = only();
		expect(parsed.attachments).toMatchObject([
			{ contentType: 'image/png', cid: 'logo@customer-hub', related: true }
		]);
		expect(raw).toContain('src=3D"cid:logo@customer-hub"');
	});

	it('has no portal link while the portal is off, and one again when it is on (S21)', async () => {
		await settings({ portal_enabled: false });
		await salon.deliver(await salon.write('Off'));
		expect(only().raw.replace(/=\r\n/g, '')).not.toMatch(/\/c\/|hub\.example\/|Your messages, files/);
		await settings({ portal_enabled: true });
		await salon.deliver(await salon.write('On'));
		expect(last().parsed.text).toContain(`/c/${salon.carla.token}`);
	});

	it('keeps in the database what it was, less its footer: no link can be read there (D4)', async () => {
		const id = await salon.write('Hello');
		await salon.deliver(id);
		const [row] = await hub.fresh
			.owner`select message_mails::text as whole, from_address, to_addresses, subject
			from message_mails where message_id = ${id}`;
		expect(row).toMatchObject({
			from_address: 'hub@mail.example',
			to_addresses: [{ name: 'Carla Customer', address: salon.carla.email }],
			subject: 'Colour and cut on Friday'
		});
		const dump = await hub.fresh.owner`select m::text || coalesce(mm::text, '') as text from messages m
			left join message_mails mm on mm.message_id = m.id where m.org_id = ${salon.orgId}`;
		expect(JSON.stringify(dump)).not.toContain(salon.carla.token);
		expect(hub.lines.join('\n')).not.toContain(salon.carla.token);
	});

	it('brings its files byte for byte, whatever they are and are called', async () => {
		const given: { name: string; type: string; bytes: Buffer }[] = [
			{ name: 'Vertrag „2026“ — Größe.pdf', type: 'application/pdf', bytes: randomBytes(3_000_001) },
			{ name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('a\nb\r\nc\rd\u0000é\n.\n..\n') },
			{ name: 'forwarded.eml', type: 'message/rfc822', bytes: Buffer.from('From: a@b.c\r\n\r\n.\r\nhi') },
			{
				name: 'x\r\nBcc: eve@evil.example\r\n.html',
				type: 'text/html\r\nX-Evil: 1',
				bytes: Buffer.from('<p>')
			}
		];
		const attachments: NewAttachment[] = [];
		for (const { name, type, bytes } of given) {
			const begin = <T>(work: Parameters<typeof asMember<T>>[2]) => asMember(hub.database, salon.owner, work);
			await receive(
				hub,
				{ orgId: salon.orgId, begin, source: Readable.from([bytes]) },
				(_tx, { key, size, sha256 }) => {
					attachments.push({ objectKey: key, name, contentType: type, size, sha256 });
					return Promise.resolve();
				}
			);
		}
		await salon.deliver(await salon.write('Here they are', { attachments }));
		const { parsed, raw, to } = only();
		const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
		const told = new Map(parsed.attachments.map((one) => [one.filename, sha(one.content)]));
		expect(told).toEqual(new Map(given.map(({ name, bytes }) => [name.replaceAll('\r\n', ' '), sha(bytes)])));
		expect(to).toEqual([salon.carla.email]);
		expect(raw).not.toMatch(/^(bcc|x-evil):/im);
	});

	it('keeps every trick with line breaks inside its own field', async () => {
		const evil = 'Lumi"\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>\u2028x';
		await settings({ name: evil, mail_signature: evil, postal_address: evil });
		await hub.fresh
			.owner`update customers set name = ${`Carla\r\nCc: eve@evil.example\u0000`.replace('\u0000', '')} where id = ${salon.carla.id}`;
		await hub.fresh
			.owner`update inquiries set subject = ${'Hi\r\nX-Evil: 1\r\n\r\nbody'} where id = ${salon.inquiryId}`;
		await salon.deliver(await salon.write('.\r\n.\r\nQUIT\r\n'));
		const { parsed, to, raw } = only();
		expect(to).toEqual([salon.carla.email]);
		expect([...parsed.headers.keys()].sort()).toEqual(
			['content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort()
		);
		expect(parsed.from?.value).toHaveLength(1);
		expect(parsed.to).toMatchObject({ value: [{ address: salon.carla.email }] });
		expect(parsed.subject).toBe('Hi X-Evil: 1 body');
		expect(raw.split(/\r?\n\r?\n/)[0]).not.toMatch(/^(bcc|cc|x-evil):/im);
		expect(html(only())).not.toContain('<script>');
	});

	it('fails with a sentence when the customer has no address, and goes when she has one', async () => {
		await hub.fresh
			.owner`update customers set email = null, email_normalized = null where id = ${salon.carla.id}`;
		const id = await salon.write('Hello');
		await salon.deliver(id);
		expect(await salon.standing(id)).toMatchObject({
			state: 'failed',
			failure: expect.stringContaining('no email address') as string
		});
		await hub.fresh.owner`update customers set email = ${salon.carla.email} where id = ${salon.carla.id}`;
		await asMember(hub.database, salon.owner, (tx) => retrySend(tx, salon.owner, id));
		await salon.deliver(id);
		expect(await salon.standing(id)).toMatchObject({ state: 'sent', attempts: 1 });
	});
});

describe('a conversation of three mails', () => {
	it('stays one for mail programs: references, one "Re:", the subject kept', async () => {
		const first = await salon.write('When would you like to come?');
		await salon.deliver(first);
		const opening = only().parsed;
		expect([opening.inReplyTo, opening.references]).toEqual([undefined, undefined]);
		const theirs = `<${randomBytes(8).toString('hex')}@phone.example>`;
		await asWorker(hub.database, salon.orgId, async (tx) => {
			const id = await receiveMessage(tx, {
				orgId: salon.orgId,
				inquiryId: salon.inquiryId,
				customerId: salon.carla.id,
				channel: 'email',
				body: 'On Friday',
				messageId: theirs
			});
			await tx`insert into message_mails (org_id, message_id, subject, in_reply_to, reference_ids)
				values (${salon.orgId}, ${id}, 'AW: Re: Colour and cut on Friday', ${opening.messageId ?? ''}, ${[opening.messageId ?? '']})`;
		});
		await salon.deliver(await salon.write('At ten?'));
		const second = last().parsed;
		expect(second.subject).toBe('Re: Colour and cut on Friday');
		expect(second.inReplyTo).toBe(theirs);
		expect(second.references).toEqual([opening.messageId, theirs]);
		await salon.deliver(await salon.write('Or eleven?'));
		const third = last().parsed;
		expect(third.subject).toBe('Re: Colour and cut on Friday');
		expect(third.inReplyTo).toBe(theirs);
		expect(third.references).toEqual([opening.messageId, second.messageId, theirs]);
		expect(new Set(smtp.received.map(({ parsed }) => parsed.messageId)).size).toBe(3);
	});
});

describe('answers', () => {
	const replyTo = async (env: Partial<typeof hub.config>) => {
		const id = await salon.write('Hello');
		await deliverMessage(
			{ ...hub, config: { ...hub.config, ...env } },
			{ orgId: salon.orgId, messageId: id }
		);
		return last().parsed.replyTo?.value[0]?.address;
	};

	it('go to the case’s own address where the instance takes mail in, else to people', async () => {
		const inbound = randomBytes(8).toString('hex');
		await settings({ contact_email: 'hello@lumi.example', inbound_address: `${inbound}@in.hub.example` });
		expect(await replyTo({})).toBe('hello@lumi.example');
		const address = (await replyTo({ mailWebhookSecret: 'a secret' })) ?? '';
		expect(readReplyAddress(hub.secrets, salon.orgId, address)).toBe(salon.inquiryId);
		expect(address.split('+')[0]).toBe(inbound);
	});
});
