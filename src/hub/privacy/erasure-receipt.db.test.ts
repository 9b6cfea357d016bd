import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asMember } from '#hub/organizations/actor.ts';
import { tablesWith } from '#support/dump.ts';
import { erasingSalon, type Colleague, type ErasingSalon } from '#support/erasing.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { openSmtp } from '#support/smtp.ts';
import { pastErasures } from './desk.ts';
import { finishErasuresTask } from './finish.ts';
import { publicKey, verifyReceipt } from './receipt.ts';
import { sendReceiptTask, takeReceipt } from './send-receipt.ts';

let hub: TestInstance;
let lumi: ErasingSalon['lumi'];
let carla: ErasingSalon['carla'];
let dana: ErasingSalon['dana'];
let olga: ErasingSalon['olga'];
let colleague: ErasingSalon['colleague'];
let erase: ErasingSalon['erase'];

beforeAll(async () => {
	hub = await openTestInstance();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ lumi, carla, dana, olga, colleague, erase } = await erasingSalon(hub));
});

describe('the receipt', () => {
	const receipts = () => hub.fresh.owner<{ sealed: Buffer | null; receipt: string | null }[]>`
		select sealed, receipt from erasure_receipts where org_id = ${lumi.orgId}`;

	it('waits for the owner where no mail can leave, keeps no address, and is gone once she has it', async () => {
		const { erasureId } = await erase();
		const [waiting] = await receipts();
		expect(waiting).toMatchObject({ sealed: null, receipt: expect.stringContaining(erasureId) as string });
		const take = (who: Colleague) =>
			asMember(hub.database, who.actor, (tx) => takeReceipt(tx, who.actor, erasureId));
		await expect(take(await colleague('admin'))).rejects.toMatchObject({ refusal: 'forbidden' });
		const text = await take(olga);
		expect(verifyReceipt(text, publicKey(hub.secrets))).toMatchObject({
			valid: true,
			receipt: {
				organization: 'Studio Lumi',
				files: 2,
				bytes: 12,
				kept: 1,
				rows: { customers: 1, messages: 1 },
				subject: null
			}
		});
		await expect(take(olga)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await receipts()).toEqual([{ sealed: null, receipt: null }]);
		const [entry] = await asMember(hub.database, olga.actor, (tx) => pastErasures(tx, olga.actor));
		expect(entry?.receipt, 'the list says so').toMatchObject({
			ready: false,
			takenAt: expect.any(Date) as Date
		});
	});

	it('leaves by mail all the same when the owner has taken it while the mail waited', async () => {
		const mailing = (smtpUrl: string) => ({
			...hub,
			config: { ...hub.config, smtpUrl, mailFrom: 'hub@mail.example' }
		});
		const { erasureId } = await erase(olga, carla.id, {}, mailing('smtp://127.0.0.1:9'));
		const sending = (at: typeof hub) => sendReceiptTask(at, { orgId: lumi.orgId, erasureId });
		await expect(sending(mailing('smtp://127.0.0.1:9'))).rejects.toThrow('could not leave yet');
		const listed = async () =>
			(await asMember(hub.database, olga.actor, (tx) => pastErasures(tx, olga.actor)))[0]?.receipt;
		expect(await listed()).toEqual({ ready: true, mailing: true, takenAt: null });
		const take = () => asMember(hub.database, olga.actor, (tx) => takeReceipt(tx, olga.actor, erasureId));
		const both = await Promise.allSettled([take(), take()]);
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		const smtp = await openSmtp();
		await sending(mailing(smtp.url));
		expect(smtp.received).toHaveLength(1);
		await smtp.close();
		expect(await receipts()).toEqual([{ sealed: null, receipt: null }]);
		expect(await listed()).toMatchObject({ ready: false, mailing: false, takenAt: expect.any(Date) as Date });
	});

	it('goes to her address where mail can leave, from a sealed copy that is gone afterwards', async () => {
		const smtp = await openSmtp();
		const mailing = { ...hub, config: { ...hub.config, smtpUrl: smtp.url, mailFrom: 'hub@mail.example' } };
		// Where it is another day than here.
		const timeZone = new Date().getUTCHours() < 10 ? 'Pacific/Niue' : 'Pacific/Kiritimati';
		await hub.fresh.owner`update organizations set time_zone = ${timeZone} where id = ${lumi.orgId}`;
		const { erasureId } = await erase(olga, carla.id, {}, mailing);
		expect(await tablesWith(hub.fresh.owner, 'carla@example.com'), 'nothing says to whom').toEqual([]);
		expect((await receipts())[0]?.sealed).toBeInstanceOf(Buffer);
		smtp.drops = 1;
		const sending = () => sendReceiptTask(mailing, { orgId: lumi.orgId, erasureId });
		await expect(sending()).rejects.toThrow('could not leave yet');
		for (const sent of [await sending(), await sending()]) expect(sent).toBeUndefined();
		expect(smtp.received).toHaveLength(2);
		expect(new Set(smtp.received.map(({ parsed }) => parsed.messageId)).size, 'one mail, twice').toBe(1);
		expect(smtp.received[0]?.to).toEqual(['Carla@example.com']);
		const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone }).format(new Date());
		expect(smtp.received[0]?.parsed.text).toContain(`on ${day}`);
		const [file] = smtp.received[0]?.parsed.attachments ?? [];
		const content = file?.content;
		const text = typeof content === 'string' ? content : Buffer.from(content as Uint8Array).toString();
		expect(verifyReceipt(text, publicKey(hub.secrets), 'carla@example.com')).toMatchObject({
			valid: true,
			about: true
		});
		expect(await receipts()).toEqual([]);
		await smtp.close();
	});

	it('forgets her address after three days, whatever happened', async () => {
		const away = {
			...hub,
			config: { ...hub.config, smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'hub@mail.example' }
		};
		const { erasureId } = await erase(olga, carla.id, {}, away);
		const sending = sendReceiptTask(away, { orgId: lumi.orgId, erasureId });
		await expect(sending).rejects.toThrow('could not leave yet');
		await hub.fresh.owner`update erasure_receipts set wipe_at = now() - interval '1 second'`;
		await finishErasuresTask(hub);
		expect(await receipts()).toMatchObject([{ sealed: null, receipt: expect.any(String) as string }]);
		const other = await erase(olga, dana.id, { name: 'Dana Customer' }, away);
		await asMember(hub.database, olga.actor, (tx) => takeReceipt(tx, olga.actor, other.erasureId));
		await hub.fresh.owner`update erasure_receipts set wipe_at = now() - interval '1 second'`;
		await finishErasuresTask(hub);
		expect(await receipts(), 'of what the owner has, nothing').toContainEqual({
			sealed: null,
			receipt: null
		});
	});
});
