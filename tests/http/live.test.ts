import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { startApp, type App } from '#support/app.ts';
import { listen, listenWell, type Listening } from '#support/live.ts';
import { freePort } from '#support/program.ts';
import { salon, upload, type Asking, type Salon } from '#support/salon.ts';

let app: App;
let lumi: Salon;
let neighbour: Salon;

beforeAll(async () => {
	app = await startApp();
	[lumi, neighbour] = await Promise.all([salon(app, 'Studio Lumi'), salon(app, 'Studio Neighbour')]);
});
afterAll(() => app?.stop());

const anonymous = () => app.as(null);
const soon = { timeout: 5000, interval: 10 };

/** A case of the first customer, unless another one is named. */
async function openCase(of: Salon, customer = of.customers[0]): Promise<string> {
	const id = randomUUID();
	await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${of.orgId}, ${id}, ${Math.ceil(Math.random() * 1e9)}, ${customer?.id ?? ''}, 'Wedding hair')`;
	return id;
}

/** The customer writes, as every channel does it. */
async function writes(of: Salon, inquiryId: string, customer = of.customers[0], body = 'Are you free?') {
	return app.fresh.database.transaction('hub_worker', { org: of.orgId }, (tx) =>
		receiveMessage(tx, {
			orgId: of.orgId,
			inquiryId,
			customerId: customer?.id ?? '',
			channel: 'portal',
			body
		})
	);
}

/** A member's answer that has left. */
async function answers(of: Salon, inquiryId: string, releaseAt: Date, customer = of.customers[0]) {
	const id = randomUUID();
	await app.fresh.database.transaction(
		'hub_worker',
		{ org: of.orgId },
		(tx) =>
			tx`insert into messages (org_id, id, inquiry_id, customer_id, direction, channel, body, state, release_at)
			values (${of.orgId}, ${id}, ${inquiryId}, ${customer?.id ?? ''}, 'outbound', 'portal', 'Yes', 'queued', ${releaseAt})`
	);
	return id;
}

describe("a member's desk", () => {
	it('hears of a message within a second, by ids and without a word of it; a neighbour hears nothing', async () => {
		const inquiry = await openCase(lumi);
		const viewer = await lumi.colleague('viewer');
		const here = await listenWell(viewer.fetch, '/live');
		const there = await listenWell(neighbour.owner.fetch, '/live');
		expect(here.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
		expect(here.headers.get('x-accel-buffering')).toBe('no');
		expect(here.headers.get('cache-control')).toContain('no-store');
		const begun = Date.now();
		const message = await writes(lumi, inquiry);
		await vi.waitFor(() => expect(here.heard.length).toBeGreaterThan(0), soon);
		expect(Date.now() - begun).toBeLessThan(1000);
		expect(JSON.parse(here.heard[0] ?? '')).toEqual({
			kind: 'message',
			inquiry,
			customer: lumi.customers[0]?.id,
			message
		});
		expect(here.heard.join()).not.toMatch(/free|Carla|Wedding/);
		// The neighbour's own stream works, and held nothing of Lumi when her own event came.
		await writes(neighbour, await openCase(neighbour));
		await vi.waitFor(() => expect(there.heard.length).toBeGreaterThan(0), soon);
		expect(there.heard.join()).not.toContain(inquiry);
	});

	it('is closed to whoever is not signed in', async () => {
		expect((await listen(anonymous(), '/live')).status).toBe(401);
	});

	it.each([
		[
			'signs out',
			async (who: { fetch: ReturnType<App['as']> }) => void (await who.fetch('/sign-out', { method: 'POST' }))
		],
		[
			'is removed from the team',
			async (who: { memberId: string }) =>
				void (await app.fresh.owner`delete from members where id = ${who.memberId}`)
		],
		[
			'works in another organization',
			async (who: { personId: string }) =>
				void (await app.fresh
					.owner`update sessions set org_id = ${neighbour.orgId} where person_id = ${who.personId}`)
		]
	])('ends within a second when she %s, and hers alone', async (_, leaves) => {
		const agent = await lumi.colleague('agent');
		const hers = await listenWell(agent.fetch, '/live');
		const owners = await listenWell(lumi.owner.fetch, '/live');
		const begun = Date.now();
		await leaves(agent);
		await vi.waitFor(() => expect(hers.closed).toBe(true), soon);
		expect(Date.now() - begun).toBeLessThan(1000);
		await writes(lumi, await openCase(lumi));
		await vi.waitFor(() => expect(owners.heard.length).toBeGreaterThan(0), soon);
		expect(hers.heard).toEqual([]);
	});

	it('goes on when her role changes', async () => {
		const agent = await lumi.colleague('agent');
		const hers = await listenWell(agent.fetch, '/live');
		await app.fresh.owner`update members set role = 'viewer' where id = ${agent.memberId}`;
		await writes(lumi, await openCase(lumi));
		await vi.waitFor(() => expect(hers.heard.join()).toContain('"message"'), soon);
		expect(hers.closed).toBe(false);
	});

	it('shows colleagues who is on a case and who writes, and neither a neighbour nor herself', async () => {
		const inquiry = await openCase(lumi);
		const agent = await lumi.colleague('agent');
		const [owners, agents, there] = await Promise.all([
			listenWell(lumi.owner.fetch, '/live'),
			listenWell(agent.fetch, '/live'),
			listenWell(neighbour.owner.fetch, '/live')
		]);
		const says = async (who: Asking, state: string) => {
			const body = new URLSearchParams({ state });
			const response = await who.fetch(`/inbox/${inquiry}/presence`, { method: 'POST', body });
			return [response.status, response.ok ? await response.json() : null];
		};
		expect(await says(lumi.owner, 'looking')).toEqual([200, []]);
		await vi.waitFor(() => expect(agents.heard).toHaveLength(1), soon);
		expect(await says(agent, 'typing')).toEqual([
			200,
			[{ id: lumi.owner.memberId, name: 'Robin owner', state: 'looking' }]
		]);
		await vi.waitFor(() => expect(owners.heard).toHaveLength(1), soon);
		expect(JSON.parse(owners.heard[0] ?? '')).toEqual({
			kind: 'presence',
			inquiry,
			member: agent.memberId,
			state: 'typing'
		});
		// What is said again keeps it alive and disturbs nobody; a stranger finds no case, and leaves no trace on it.
		await says(agent, 'typing');
		expect((await says(neighbour.owner, 'looking'))[0]).toBe(404);
		expect((await says(lumi.owner, 'dancing'))[0]).toBe(400);
		expect(await says(agent, 'gone')).toEqual([200, [expect.objectContaining({ id: lumi.owner.memberId })]]);
		await vi.waitFor(() => expect(owners.heard).toHaveLength(2), soon);
		expect(await says(lumi.owner, 'looking')).toEqual([200, []]);
		expect(agents.heard).toHaveLength(1);
		expect(there.heard).toEqual([]);
	});

	it('hears what waits: what needs a reply for everybody, what is unread for her, and nothing of a neighbour', async () => {
		const studio = await salon(app, 'Studio Count');
		const waiting = async (who: Asking) => (await (await who.fetch('/inbox/waiting')).json()) as unknown;
		await writes(neighbour, await openCase(neighbour));
		expect(await waiting(studio.owner)).toEqual({ needsReply: 0, newest: null });
		const inquiry = await openCase(studio);
		await writes(studio, inquiry);
		expect(await waiting(studio.owner)).toEqual({
			needsReply: 1,
			newest: expect.objectContaining({ id: inquiry, customer: 'Carla Customer' }) as unknown
		});
		const agent = await studio.colleague('agent');
		await app.fresh.owner`update inquiries set assignee_id = ${agent.memberId} where id = ${inquiry}`;
		expect(await waiting(studio.owner)).toEqual({ needsReply: 1, newest: null });
		expect(await waiting(agent)).toMatchObject({ needsReply: 1, newest: { id: inquiry } });
	});

	it('has six places in a session: one more closes the oldest', async () => {
		const agent = await lumi.colleague('agent');
		const streams: Listening[] = [];
		for (let place = 0; place < 7; place++) streams.push(await listenWell(agent.fetch, '/live'));
		await vi.waitFor(() => expect(streams[0]?.closed).toBe(true), soon);
		expect(streams.slice(1).map(({ closed }) => closed)).toEqual(new Array(6).fill(false));
	});
});

describe("a customer's portal", () => {
	const path = (of: Salon, index: number) => `/c/${of.customers[index]?.token ?? ''}/live`;

	it('hears of an answer once it can not be taken back any more; another customer hears nothing', async () => {
		const [carlas, danas] = [await openCase(lumi), await openCase(lumi, lumi.customers[1])];
		const carla = await listenWell(anonymous(), path(lumi, 0));
		const dana = await listenWell(anonymous(), path(lumi, 1));
		expect(carla.headers.get('x-robots-tag')).toContain('noindex');
		const message = await answers(lumi, carlas, new Date(Date.now() + 60_000));
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(carla.heard).toEqual([]);
		await app.fresh.database.transaction(
			'hub_worker',
			{ org: lumi.orgId },
			(tx) =>
				tx`update messages set state = 'sent', sent_at = now(), release_at = now() where id = ${message} and org_id = ${lumi.orgId}`
		);
		await vi.waitFor(() => expect(carla.heard).toHaveLength(1), soon);
		expect(carla.heard[0]).toMatch(/^[\w-]{16}$/);
		await answers(lumi, danas, new Date(), lumi.customers[1]);
		await vi.waitFor(() => expect(dana.heard).toHaveLength(1), soon);
		expect(carla.heard).toHaveLength(1);
	});

	it('hears of a new file and not of a draft', async () => {
		const [carla] = lumi.customers;
		const page = await listenWell(anonymous(), path(lumi, 0));
		await upload(lumi.owner, carla?.id ?? '', 'for you');
		await vi.waitFor(() => expect(page.heard).toHaveLength(1), soon);
		await app.fresh.database.transaction(
			'hub_worker',
			{ org: lumi.orgId },
			(tx) => tx`insert into quotes (org_id, customer_id, title, status, currency)
				values (${lumi.orgId}, ${carla?.id ?? ''}, 'Draft', 'draft', 'EUR')`
		);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(page.heard).toHaveLength(1);
	});

	it('is told nothing when it comes back and knows everything, and at once when it does not', async () => {
		const inquiry = await openCase(lumi);
		const first = await listen(anonymous(), path(lumi, 0));
		await vi.waitFor(() => expect(first.ids).toHaveLength(1), soon);
		const [known = ''] = first.ids;
		const back = await listen(anonymous(), path(lumi, 0), { 'last-event-id': known });
		const loaded = await listen(anonymous(), `${path(lumi, 0)}?known=${known}`);
		// The page that she has open knows it from the start.
		const page = await (await anonymous()(path(lumi, 0).replace('/live', ''))).text();
		expect(/data-known="([^"]*)"/.exec(page)?.[1]).toBe(known);
		await answers(lumi, inquiry, new Date());
		for (const stream of [first, back, loaded]) {
			await vi.waitFor(() => expect(stream.ids.filter((id) => id !== known)).toHaveLength(1), soon);
		}
		expect(back.ids).toHaveLength(1);
		expect(loaded.ids).toHaveLength(1);
	});

	it('is closed at once when the link is reset, and the old link is the page that all dead links have', async () => {
		const other = await salon(app, 'Studio Reset');
		const [carla, dana] = other.customers;
		const streams = [
			await listenWell(anonymous(), path(other, 0)),
			await listenWell(anonymous(), path(other, 1))
		];
		const begun = Date.now();
		const reset = await other.owner.fetch(`/customers/${carla?.id ?? ''}?/resetLink`, {
			method: 'POST',
			body: new URLSearchParams()
		});
		expect(reset.status).toBeLessThan(400);
		await vi.waitFor(() => expect(streams[0]?.closed).toBe(true), soon);
		expect(Date.now() - begun).toBeLessThan(1000);
		expect(streams[1]?.closed).toBe(false);
		const dead = await anonymous()(path(other, 0));
		const unknown = await anonymous()(`/c/${'x'.repeat(43)}/live`);
		expect([dead.status, await dead.text()]).toEqual([404, await unknown.text()]);
		expect(dana).toBeDefined();
	});

	it('follows the link when it comes to open the page of another customer, as by a merge', async () => {
		const other = await salon(app, 'Studio Merge');
		const [carla, dana] = other.customers;
		const before = await listenWell(anonymous(), path(other, 0));
		await app.fresh.owner.begin(async (tx) => {
			const [taken] = await tx<
				{ hash: Buffer }[]
			>`select portal_token_hash as hash from customers where id = ${carla?.id ?? ''}`;
			await tx`update customers set portal_token_hash = sha256('replaced') where id = ${carla?.id ?? ''}`;
			await tx`update customers set portal_token_hash = ${taken?.hash ?? ''} where id = ${dana?.id ?? ''}`;
		});
		await vi.waitFor(() => expect(before.closed).toBe(true), soon);
		const after = await listenWell(anonymous(), path(other, 0));
		await answers(other, await openCase(other, dana), new Date(), dana);
		await vi.waitFor(() => expect(after.heard).toHaveLength(1), soon);
	});

	it('is closed at once for all when the portal is switched off', async () => {
		const other = await salon(app, 'Studio Off');
		const streams = [
			await listenWell(anonymous(), path(other, 0)),
			await listenWell(anonymous(), path(other, 1))
		];
		const desk = await listenWell(other.owner.fetch, '/live');
		const elsewhere = await listenWell(anonymous(), path(lumi, 0));
		const begun = Date.now();
		await app.fresh.owner`update organizations set portal_enabled = false where id = ${other.orgId}`;
		await vi.waitFor(() => expect(streams.map(({ closed }) => closed)).toEqual([true, true]), soon);
		expect(Date.now() - begun).toBeLessThan(1000);
		for (const method of ['GET', 'HEAD'])
			expect((await anonymous()(path(other, 0), { method })).status).toBe(404);
		expect([desk.closed, elsewhere.closed]).toEqual([false, false]);
	});

	it('answers HEAD without opening a stream', async () => {
		const answer = await anonymous()(path(lumi, 0), { method: 'HEAD' });
		expect([answer.status, answer.headers.get('content-type')]).toEqual([
			200,
			'text/event-stream; charset=utf-8'
		]);
	});
});

describe('several processes', () => {
	it('all hear what any of them was told, and one that ends lets go of its streams at once', async () => {
		const port = await freePort();
		const second = spawn(process.execPath, ['bin/hub', 'web'], {
			env: { ...app.env, PORT: String(port) },
			stdio: 'ignore'
		});
		const ended = once(second, 'exit');
		const elsewhere = (path: string, init?: RequestInit) => {
			const headers = new Headers(init?.headers);
			headers.set('cookie', lumi.owner.cookie ?? '');
			return fetch(`http://localhost:${port}${path}`, { ...init, headers });
		};
		await vi.waitFor(async () => expect((await elsewhere('/readyz')).status).toBe(200), {
			timeout: 30_000,
			interval: 100
		});
		const there = await listenWell(elsewhere, '/live');
		const here = await listenWell(lumi.owner.fetch, '/live');
		await writes(lumi, await openCase(lumi));
		for (const stream of [here, there])
			await vi.waitFor(() => expect(stream.heard.join()).toContain('"message"'), soon);
		// The connection is cut under both: they are told to look again, and hear on.
		const cut = await app.fresh.owner`select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and application_name = 'customer-hub live'`;
		expect(cut.count).toBe(2);
		for (const stream of [here, there])
			await vi.waitFor(() => expect(stream.heard).toContain('{"kind":"again"}'), soon);
		const begun = Date.now();
		second.kill('SIGTERM');
		expect(await ended).toEqual([0, null]);
		expect(Date.now() - begun).toBeLessThan(5000);
		expect([there.closed, here.closed]).toEqual([true, false]);
	});
});
