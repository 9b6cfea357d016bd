import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCustomer } from '#hub/customers/verbs.ts';
import { writeToOperator } from '#hub/help/feedback.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import { listOutbox } from '#hub/outbox/outbox.ts';
import { recordDelivery } from '#hub/outbox/sql.ts';
import { recommendedFriendWrites } from '#hub/referrals/landing.ts';
import { changeReferralProgram, referralLinkOf } from '#hub/referrals/program.ts';
import { friendForm, programForm } from '#hub/referrals/schema.ts';
import { referralOfCase, sayWhoItIs, settleReferral } from '#hub/referrals/settle.ts';
import { newStamp } from '#hub/referrals/stamp.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { tablesWith } from '#support/dump.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { joins, organization, signedInPerson, type SignedIn } from '#support/people.ts';
import { erasurePreview } from './desk.ts';
import { eraseCustomer } from './erasure.ts';
import { trace } from './trace.ts';

let hub: TestInstance;
let olga: Member;
let who: SignedIn;
let orla: string;
let anna: string;

beforeAll(async () => {
	hub = await openTestInstance({ MAIL_FROM: 'operator@hub.example' });
});
afterAll(() => hub.close());

const as = <T>(work: Parameters<typeof asMember<T>>[2]) => asMember(hub.database, olga, work);

async function customer(name: string, email: string, phone: string | null = null): Promise<string> {
	const details = { name, email, phone, address: null, locale: null, anyway: true };
	const added = await as((tx) => addCustomer(tx, olga, details, hub.secrets.derive('portal-token')));
	if (!('id' in added)) throw new Error(`${name} was not added`);
	return added.id;
}

beforeEach(async () => {
	const { owner } = hub.fresh;
	await owner`delete from attempts`;
	await owner`delete from outbox_mails`;
	await owner`delete from referrals`;
	await owner`delete from inquiries`;
	await owner`delete from customers`;
	const orgId = await organization(owner, 'Studio Lumi');
	who = await signedInPerson(owner, 'Olga Owner');
	olga = await joins(owner, who, orgId, 'owner');
	[orla, anna] = [
		await customer('Orla Fitzgerald', 'orla@example.com'),
		await customer('Anna Smith', 'anna@example.com', '+353 85 9876543')
	];
	await as((tx) =>
		changeReferralProgram(hub, tx, olga, programForm.parse({ on: 'true', reward: '10 € off' }))
	);
});

async function erase(id: string, name: string): Promise<void> {
	const holder = { token: who.token, personId: who.id };
	await eraseCustomer(hub, holder, olga, id, { name, password: who.password });
}

/** Writes by the link of whoever sends her, and lets the job look who she is. */
async function friendWrites(sender: string, more: Record<string, string>): Promise<string> {
	const [link] = await hub.fresh.owner<{ id: string; sealed: string }[]>`
		select id, encode(sealed, 'hex') as sealed from referral_links where customer_id = ${sender}`;
	const token = (referralLinkOf(hub, link ?? null) ?? '').split('/r/')[1] ?? '';
	const stamp = newStamp(hub, token, new Date(Date.now() - 60_000));
	const message = 'Would a long bob suit me?';
	const form = friendForm.parse({ name: 'Annie', email: '', phone: '', message, stamp, ...more });
	const network = `10.1.2.${Math.floor(Math.random() * 250)}`;
	await recommendedFriendWrites(hub, token, form, { network, now: new Date() });
	const [row] = await hub.fresh.owner<{ id: string; inquiryId: string }[]>`
		select id, inquiry_id as "inquiryId" from referrals where org_id = ${olga.orgId} order by created_at desc limit 1`;
	await settleReferral(hub, { orgId: olga.orgId, referralId: row?.id });
	return row?.inquiryId ?? '';
}

const look = async (emails: string[], ids: string[] = []) => {
	const maintenance = openMaintenance(hub.fresh.ownerUrl);
	const found = await trace(hub, maintenance, { ids, emails, phones: [] });
	await maintenance.close();
	return found;
};

describe('who sent a friend of whom nobody has said who she is', () => {
	it('is erased without the friend’s name and address, and the friend may still be said to be somebody', async () => {
		const inquiryId = await friendWrites(orla, { email: 'anna@example.com', phone: '+353 85 7654321' });
		await erase(orla, 'Orla Fitzgerald');
		expect(await tablesWith(hub.fresh.owner, orla)).toEqual([]);
		expect(await as((tx) => referralOfCase(tx, olga, inquiryId))).toMatchObject({
			name: 'Annie',
			email: 'anna@example.com',
			phone: '+353 85 7654321',
			referrerId: null,
			settled: false,
			candidates: [{ id: anna }]
		});
		await as((tx) => sayWhoItIs(hub, tx, olga, { inquiryId, friend: anna }));
		const [inquiry] = await hub.fresh.owner`select customer_id from inquiries where id = ${inquiryId}`;
		expect(inquiry).toEqual({ customer_id: anna });
		await erase(anna, 'Anna Smith');
		expect(
			await hub.fresh.owner`select from referrals where org_id = ${olga.orgId}`,
			'nobody is in it any more'
		).toHaveLength(0);
	});

	it('is erased with the whole entry once that was said', async () => {
		await friendWrites(orla, { email: 'ruth@example.com' });
		await erase(orla, 'Orla Fitzgerald');
		expect(await hub.fresh.owner`select from referrals where org_id = ${olga.orgId}`).toHaveLength(0);
		expect(
			await hub.fresh.owner`select from customers where org_id = ${olga.orgId} and name = 'Annie'`
		).toHaveLength(1);
	});
});

describe('an erasure of somebody whose address was typed by a referral link', () => {
	it.each([
		['address', { email: 'ANNA@example.com', message: 'Write to anna@example.com, please' }],
		['number', { phone: '085 987 6543', message: 'Call me on 085 987 6543' }]
	])('takes the case with it by her %s, and says so before', async (_by, typed) => {
		const inquiryId = await friendWrites(orla, typed);
		const other = await friendWrites(orla, { name: 'Orla', email: 'orla@example.com' });
		const preview = await as((tx) => erasurePreview(tx, olga, anna));
		expect(preview).toMatchObject({ unsettled: 1 });
		const waits = { table: 'referrals', column: 'inquiry_id', rows: 1 };
		expect((await look(['anna@example.com'])).tables).toContainEqual(waits);
		expect((await look([], [anna])).tables, 'by her id too').toContainEqual(waits);
		await erase(anna, 'Anna Smith');
		expect(await look(['anna@example.com'])).toEqual({ tables: [], objects: [], files: [] });
		expect(await tablesWith(hub.fresh.owner, '987 6543')).toEqual([]);
		expect(await tablesWith(hub.fresh.owner, inquiryId)).toEqual([]);
		const left = await hub.fresh.owner`select friend_name, referrer_id from referrals
			where org_id = ${olga.orgId} order by created_at`;
		expect(left, 'who sent her keeps the count').toMatchObject([
			{ friend_name: null, referrer_id: orla },
			{ friend_name: 'Orla' }
		]);
		expect(await tablesWith(hub.fresh.owner, other)).toContain('inquiries');
	});
});

describe('an erasure of somebody whose number another’s merely ends like', () => {
	it('leaves the other’s words and number', async () => {
		const { owner } = hub.fresh;
		const number = (phone: string) =>
			owner`update customers set phone = ${phone}, phone_normalized = ${phone} where id = ${anna}`;
		await number('+12125550100');
		// Somebody has this number, so that it waits for a member to say who wrote.
		await customer('Robert Roe', 'rob@example.com', '+13125550100');
		const inquiryId = await friendWrites(orla, { email: '', phone: '312 555 0100' });
		expect(await as((tx) => erasurePreview(tx, olga, anna))).toMatchObject({ unsettled: 0 });
		await erase(anna, 'Anna Smith');
		expect(await as((tx) => referralOfCase(tx, olga, inquiryId))).toMatchObject({
			settled: false,
			phone: '312 555 0100',
			candidates: [{ name: 'Robert Roe' }]
		});
	});

	it('takes hers, also where a national number has eight digits', async () => {
		const dara = await customer('Dara Doyle', 'dara@example.com', '+353 1 234 5678');
		const inquiryId = await friendWrites(orla, { email: 'elsewhere@example.com', phone: '01 234 5678' });
		expect(await as((tx) => erasurePreview(tx, olga, dara))).toMatchObject({ unsettled: 1 });
		await erase(dara, 'Dara Doyle');
		expect(await tablesWith(hub.fresh.owner, '234 5678')).toEqual([]);
		expect(await tablesWith(hub.fresh.owner, inquiryId)).toEqual([]);
	});
});

describe('an erasure of somebody under whose address another wrote', () => {
	it('leaves the other’s case and referral, without that address', async () => {
		const inquiryId = await friendWrites(orla, { email: 'anna@example.com' });
		await as((tx) => sayWhoItIs(hub, tx, olga, { inquiryId, friend: 'new' }));
		const [friend] = await hub.fresh.owner<
			{ id: string }[]
		>`select friend_id as id from referrals where inquiry_id = ${inquiryId}`;
		await hub.fresh
			.owner`update customers set email = 'annie@example.com', email_normalized = 'annie@example.com' where id = ${friend?.id ?? ''}`;
		await erase(anna, 'Anna Smith');
		const [left] = await hub.fresh
			.owner`select friend_id, friend_name, friend_email, inquiry_id from referrals where inquiry_id = ${inquiryId}`;
		expect(left).toEqual({
			friend_id: friend?.id,
			friend_name: 'Annie',
			friend_email: null,
			inquiry_id: inquiryId
		});
		expect(await hub.fresh.owner`select from inquiries where id = ${inquiryId}`).toHaveLength(1);
	});
});

describe('a question to whoever runs the installation', () => {
	const ask = async (message: string) => {
		await writeToOperator(hub, olga, 'team', message);
		const [mail] = await hub.fresh.owner<{ id: string }[]>`
			select id from outbox_mails where org_id = ${olga.orgId} and kind = 'help' order by created_at desc limit 1`;
		return mail?.id ?? '';
	};
	const textOf = async (id: string) =>
		(await as((tx) => listOutbox(hub, tx, olga))).find((mail) => mail.id === id)?.text;

	it('is kept until it has left', async () => {
		const id = await ask('Why is anna@example.com asked twice?');
		await asWorker(hub.database, null, (tx) => recordDelivery(tx, id, 'queued', 'It is busy'));
		expect(await textOf(id)).toContain('anna@example.com');
		await asWorker(hub.database, null, (tx) => recordDelivery(tx, id, 'sent', null));
		expect(await textOf(id)).toContain('not kept here');
		expect((await tablesWith(hub.fresh.owner, 'anna@example.com')).sort()).toEqual(['customers']);
	});

	it('goes with whom it names while it waits, and no other', async () => {
		const hers = await ask('Why is anna@example.com asked twice?');
		const other = await ask('Where is the export?');
		await erase(anna, 'Anna Smith');
		expect(await textOf(hers)).toBeUndefined();
		expect(await textOf(other)).toContain('Where is the export?');
	});
});
