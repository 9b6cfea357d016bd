import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mailSalon, type MailSalon } from '#support/mail-salon.ts';
import { instanceChannels } from './instance-channels.ts';

let hub: TestInstance;
let salon: MailSalon;
beforeAll(async () => {
	hub = await openTestInstance({
		MAIL_WEBHOOK_SECRET: 'the secret of the mail server',
		IMAP_URL: 'imaps://user:password@imap.example.com'
	});
	salon = await mailSalon(hub);
});
afterAll(() => hub.close());

it('an owner is shown where her mail comes in, and whether the hub’s own mailbox is read for her', async () => {
	const [row] = await hub.fresh.owner<{ address: string }[]>`
		select inbound_address as address from organizations where id = ${salon.orgId}`;
	expect(await instanceChannels(hub, salon.owner)).toEqual({
		inboundAddress: row?.address,
		mailbox: true,
		whatsapp: false
	});
	const closed = { ...hub, config: { ...hub.config, mailWebhookSecret: null } };
	expect((await instanceChannels(closed, salon.owner)).inboundAddress).toBeNull();
	await expect(instanceChannels(hub, { ...salon.owner, role: 'agent' })).rejects.toMatchObject({
		refusal: 'forbidden'
	});
	// With a second organization nobody can say whose mailbox it is.
	const other = await mailSalon(hub, 'Another salon');
	for (const { owner } of [salon, other]) expect((await instanceChannels(hub, owner)).mailbox).toBe(false);
});
