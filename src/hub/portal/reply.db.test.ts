import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { asCustomer } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { testHub } from '#support/people.ts';
import { readPortal } from './page.ts';
import { replyAsCustomer } from './reply.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let carla: { id: string; inquiryId: string };
let dana: { id: string; inquiryId: string };
const token = newPortalToken();

const reply = (message: string, key: string = randomUUID(), by = token) =>
	replyAsCustomer(testHub(fresh.database), by, { message, key });
const written = async () =>
	fresh.owner<{ body: string; channel: string; inquiryId: string }[]>`
		select body, channel, inquiry_id as "inquiryId" from messages
		where customer_id = ${carla.id} and direction = 'inbound' order by created_at, id`;
const caseOf = async (id: string) => {
	const [row] =
		await fresh.owner`select status, last_direction as direction, last_channel as channel from inquiries where id = ${id}`;
	return row;
};

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	const [first, second] = lumi.customers;
	if (!first || !second) throw new Error('the organization has no customers');
	[carla, dana] = [first, second];
	await fresh.owner`update organizations set last_case_number = 10`;
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	await fresh.owner`delete from messages where direction = 'inbound'`;
	await fresh.owner`delete from inquiries where source = 'portal'`;
	await fresh.owner`update inquiries set status = 'waiting', closed_at = null, outcome = null, last_direction = 'outbound'`;
	await fresh.owner`update organizations set portal_enabled = true, portal_new_case = false`;
});

describe('a customer who answers in her portal', () => {
	it('writes to her current case, which then needs a reply', async () => {
		expect(await reply('Friday is fine')).toBe(true);
		expect(await written()).toEqual([
			{ body: 'Friday is fine', channel: 'portal', inquiryId: carla.inquiryId }
		]);
		expect(await caseOf(carla.inquiryId)).toMatchObject({
			status: 'open',
			direction: 'inbound',
			channel: 'portal'
		});
		expect(await caseOf(dana.inquiryId)).toMatchObject({ status: 'waiting' });
		const page = await readPortal(fresh.database, token, 30);
		expect(page?.case?.messages[0]).toMatchObject({ body: 'Friday is fine', direction: 'inbound' });
	});

	it('is kept once, however often and however fast it is sent', async () => {
		const key = randomUUID();
		await Promise.all(Array.from({ length: 30 }, () => reply('Once', key)));
		expect(await written()).toHaveLength(1);
		await fresh.owner`update inquiries set status = 'closed', closed_at = now() where id = ${carla.inquiryId}`;
		expect(await reply('Once', key), 'a retry after the case was closed').toBe(true);
		expect(await written()).toHaveLength(1);
	});

	it('loses nothing when a page that the browser had kept sends another text', async () => {
		const key = randomUUID();
		await reply('First', key);
		await reply('Second', key);
		expect((await written()).map(({ body }) => body)).toEqual(['First', 'Second']);
	});

	it('pastes her own link, and its secret is not stored', async () => {
		await reply(`Is this right? https://hub.example/c/${token}`);
		const [row] = await written();
		expect(row?.body).toMatch(/^Is this right\? https:\/\/hub\.example\/c\/x{43}$/);
	});

	it('is told when the case was closed meanwhile, and may start one only where the business allows it', async () => {
		await fresh.owner`update inquiries set status = 'closed', closed_at = now() where customer_id = ${carla.id}`;
		await expect(reply('Hello?')).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await written()).toHaveLength(0);
		await fresh.owner`update organizations set portal_new_case = true`;
		await reply(
			'Do you have time on the 12th? I would like to come with my mother, who is 83 and needs a chair.'
		);
		await reply('And a parking space');
		const rows = await written();
		expect(new Set(rows.map(({ inquiryId }) => inquiryId)).size).toBe(1);
		const [begun] =
			await fresh.owner`select subject, source, number, status from inquiries where id = ${rows[0]?.inquiryId ?? ''}`;
		expect(begun).toMatchObject({
			subject: 'Do you have time on the 12th? I would like to come with my mother, who is 83…',
			source: 'portal',
			status: 'open'
		});
		expect(begun?.['number']).toBeGreaterThan(10);
	});

	it('is answered like any unknown link while the portal is off, and nothing is kept', async () => {
		await fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect(await reply('Are you there?')).toBe(false);
		expect(await reply('Are you there?', randomUUID(), newPortalToken())).toBe(false);
		await fresh.owner`update organizations set portal_enabled = true`;
		expect(await written()).toHaveLength(0);
	});

	it('is held back after forty messages in ten minutes; a repeated one does not count', async () => {
		const key = randomUUID();
		await reply('Number 0', key);
		for (let number = 1; number < 40; number++) await reply(`Number ${number}`);
		await expect(reply('One more')).rejects.toMatchObject({ refusal: 'too-many', retryAfter: 600 });
		expect(await reply('Number 0', key)).toBe(true);
		expect(await written()).toHaveLength(40);
	});

	it('can write as herself, inbound and by portal, and in no other way', async () => {
		const as = { kind: 'customer', orgId: lumi.orgId, customerId: carla.id } as const;
		const add = (row: Record<string, unknown>) =>
			asCustomer(fresh.database, as, (tx) => {
				const whole = {
					org_id: lumi.orgId,
					inquiry_id: carla.inquiryId,
					customer_id: carla.id,
					direction: 'inbound',
					channel: 'portal',
					body: 'x',
					...row
				};
				return tx`insert into messages ${tx(whole)}`;
			});
		for (const forged of [
			{ direction: 'outbound' },
			{ channel: 'email' },
			{ inquiry_id: dana.inquiryId, customer_id: dana.id },
			{ state: 'read' },
			{ member_id: lumi.ownerId },
			{ created_at: new Date(0) }
		])
			await expect(add(forged), JSON.stringify(forged)).rejects.toThrow();
		await add({});
	});

	it('sees neither an answer that can still be taken back nor what a machine wrote', async () => {
		const message = (more: Record<string, unknown>) =>
			fresh.owner`insert into messages ${fresh.owner({
				org_id: lumi.orgId,
				inquiry_id: carla.inquiryId,
				customer_id: carla.id,
				direction: 'outbound',
				channel: 'portal',
				body: 'Hidden',
				...more
			})}`;
		await message({ release_at: new Date(Date.now() + 5000), state: 'queued' });
		await message({ direction: 'inbound', channel: 'email', automatic: true });
		const hidden = async () =>
			(await readPortal(fresh.database, token, 30))?.case?.messages.filter(({ body }) => body === 'Hidden');
		expect(await hidden()).toHaveLength(0);
		await fresh.owner`update messages set release_at = now() where body = 'Hidden' and direction = 'outbound'`;
		expect(await hidden()).toHaveLength(1);
	});
});
