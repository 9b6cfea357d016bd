import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';

let app: RunningApp;
let lumi: Salon;
let neighbour: Salon;
let agent: Asking;
let viewer: Asking;
let inquiryId: string;

beforeAll(async () => {
	app = sharedApp();
	[lumi, neighbour] = [await salon(app, 'Studio Lumi'), await salon(app, 'Studio Neighbour')];
	[agent, viewer] = [await lumi.colleague('agent'), await lumi.colleague('viewer')];
	const [row] = await app.fresh.owner<{ id: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject)
		values (${lumi.orgId}, 900, ${lumi.customers[0]?.id ?? ''}, 'Balayage') returning id`;
	inquiryId = row?.id ?? '';
});
afterAll(() => app.stop());

const open = async (who: Asking, path = `/inbox/${inquiryId}`, headers: Record<string, string> = {}) => {
	const response = await who.fetch(path, { headers: { accept: 'text/html', ...headers } });
	return { status: response.status, text: (await response.text()).replace(/<!--.*?-->/g, '') };
};
const written = async () => {
	const rows = await app.fresh.owner<{ memberId: string }[]>`
		select member_id as "memberId" from inquiry_accesses where inquiry_id = ${inquiryId} order by created_at`;
	return rows.map(({ memberId }) => memberId);
};

describe('opening a case', () => {
	it('is written down once for each member, on whichever page she reads it, and not for a stranger, who finds nothing', async () => {
		for (const who of [lumi.owner, viewer])
			for (const path of [`/inbox/${inquiryId}`, `/inbox/${inquiryId}`, `/inbox/${inquiryId}/manage`])
				expect((await open(who, path)).status).toBe(200);
		expect((await open(agent, `/inbox/${inquiryId}/manage`)).status).toBe(200);
		expect((await open(neighbour.owner)).status).toBe(404);
		expect(await written()).toEqual([lumi.owner.memberId, viewer.memberId, agent.memberId]);
	});

	it('is no opening when a page that is open reads itself anew, within the day', async () => {
		await app.fresh
			.owner`update inquiry_accesses set created_at = created_at - interval '6 hours' where inquiry_id = ${inquiryId}`;
		const before = (await written()).length;
		await open(agent, `/inbox/${inquiryId}`, { 'x-hub-reread': '1' });
		expect(await written()).toHaveLength(before);
		await open(agent);
		expect(await written()).toHaveLength(before + 1);
	});

	it('is told below the conversation and on the customer’s page, to everybody of the business', async () => {
		for (const who of [lumi.owner, viewer])
			expect((await open(who)).text).toMatch(/<summary[^>]*>.*Seen by .*Robin agent.* today/);
		const page = await open(agent, `/customers/${lumi.customers[0]?.id ?? ''}`);
		expect(page.text).toMatch(/Robin owner<\/bdi>\s*opened <a href="\/inbox\/[0-9a-f-]+"[^>]*>CH-000900/);
	});

	it('is nothing that the customer’s page tells her, though her export does, without a name', async () => {
		const token = lumi.customers[0]?.token ?? '';
		const portal = await open({ ...agent, fetch: app.as(null) }, `/c/${token}`);
		expect(portal.status).toBe(200);
		expect(portal.text).not.toMatch(/Seen by|Robin/);
		const response = await app.as(null)(`/c/${token}/data`, { headers: { accept: 'application/json' } });
		const whole = await response.text();
		const { customer } = JSON.parse(whole) as { customer: { accesses: object[] } };
		expect(customer.accesses).toContainEqual(
			expect.objectContaining({ kind: 'case_opened', who: 'member', inquiry: 'CH-000900' })
		);
		expect(whole).not.toContain('Robin');
	});
});

describe('opening a customer', () => {
	it.each(['', '/edit', '/documents', '/portal/page'])(
		'is written down on her page%s, and not for a stranger, who finds nothing',
		async (side) => {
			const dora = lumi.customers[1]?.id ?? '';
			await app.fresh.owner`delete from customer_accesses where customer_id = ${dora}`;
			expect((await open(neighbour.owner, `/customers/${dora}${side}`)).status).toBe(404);
			expect((await open(lumi.owner, `/customers/${dora}${side}`)).status).toBe(200);
			expect(
				await app.fresh.owner`select kind, member_id as by from customer_accesses where customer_id = ${dora}`
			).toEqual([{ kind: 'seen', by: lumi.owner.memberId }]);
		}
	);
});
