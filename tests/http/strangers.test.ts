import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sql } from 'postgres';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { startApp, type App } from '#support/app.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { address, entrances, parameterNames, type Entrance } from '#support/routes.ts';
import { audienceOf } from '../../src/routes/audiences.ts';

let app: App;
let sql: Sql;
let lumi: Whole;
let neighbour: Whole;
const cookies: Record<string, string> = {};
const tokens: Record<string, string> = {};

beforeAll(async () => {
	app = await startApp();
	sql = app.fresh.owner;
	[lumi, neighbour] = await Promise.all([
		wholeOrganization(sql, 'Studio Lumi'),
		wholeOrganization(sql, 'Studio Neighbour')
	]);
	for (const [name, orgId, role] of [
		['Nora Neighbour', neighbour.orgId, 'owner'],
		['Vera Viewer', lumi.orgId, 'viewer']
	] as const) {
		const who = await person(sql, name);
		await joins(sql, who, orgId, role);
		cookies[name] = await app.signIn(who);
	}
	for (const [index, customer] of lumi.customers.entries()) {
		const token = newPortalToken();
		tokens[index] = token;
		await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${customer.id}`;
	}
});
afterAll(() => app?.stop());

const all = entrances();
const ofAudience = (audience: string) => all.filter((entrance) => audienceOf(entrance.routeId) === audience);

/** What is written down of a member who looks and works here, whatever she may change. */
const OF_LOOKING = ['customer_accesses', 'inquiry_accesses'];

/** Everything that Studio Lumi has in the database, as one fingerprint per table. */
async function fingerprint(): Promise<Record<string, string>> {
	const tables = await sql<{ name: string }[]>`select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind = 'r'
			and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'org_id') and relname <> 'sessions' order by 1`;
	const prints: Record<string, string> = {};
	for (const { name } of tables) {
		const [row] = await sql<{ print: string | null }[]>`
			select md5(string_agg((to_jsonb(t) - 'worked_at')::text, '' order by t::text)) as print from ${sql(name)} as t where org_id = ${lumi.orgId}`;
		prints[name] = row?.print ?? '';
	}
	const [organization] = await sql<
		{ print: string }[]
	>`select md5(o::text) as print from organizations as o where id = ${lumi.orgId}`;
	return { ...prints, organizations: organization?.print ?? '' };
}

/** Fields that pass the forms' own checks, so that a refusal is one of authority. */
const plausible = {
	name: 'Stolen',
	label: 'Stolen',
	role: 'viewer',
	email: 'stolen@example.com',
	enabled: 'false',
	token: 'x',
	subject: 'x'
};

const init = (entrance: Entrance): RequestInit =>
	entrance.method === 'GET' || entrance.method === 'HEAD'
		? { method: entrance.method, headers: { accept: 'text/html' } }
		: { method: entrance.method, body: new URLSearchParams(plausible), headers: { accept: 'text/html' } };

/** Ids of Lumi for every parameter that a desk route can have. */
function idsOfLumi(entrance: Entrance): Record<string, string> {
	const [carla] = lumi.customers;
	if (!carla) throw new Error('Lumi has customers');
	const known: Record<string, string> = {
		id: entrance.routeId.includes('/quotes/')
			? carla.quoteId
			: entrance.routeId.includes('/inbox/')
				? carla.inquiryId
				: carla.id,
		documentId: carla.documentId,
		messageId: carla.messageId,
		attachmentId: carla.attachmentId,
		paymentId: carla.paymentId
	};
	return Object.fromEntries(parameterNames(entrance).map((name) => [name, known[name] ?? randomUUID()]));
}

describe("the owner of another organization, with the ids of Studio Lumi's records", () => {
	it.each(
		ofAudience('member')
			.filter((entrance) => parameterNames(entrance).length > 0)
			.map(
				(entrance) => [`${entrance.method} ${entrance.routeId} ${entrance.action ?? ''}`, entrance] as const
			)
	)('finds nothing and changes nothing: %s', async (_, entrance) => {
		const before = await fingerprint();
		const response = await app.as(cookies['Nora Neighbour'] ?? '')(
			address(entrance, idsOfLumi(entrance)),
			init(entrance)
		);
		const text = await response.text();
		if (entrance.method === 'GET') expect(response.status).toBe(404);
		else expect([400, 404, 413, 415]).toContain(response.status);
		expect(text).not.toMatch(/Carla|Dana|Studio Lumi/);
		expect(await fingerprint()).toEqual(before);
	});
});

describe('somebody who is not signed in', () => {
	it.each(
		ofAudience('member').map(
			(entrance) => [`${entrance.method} ${entrance.routeId} ${entrance.action ?? ''}`, entrance] as const
		)
	)('is sent to the sign-in page: %s', async (_, entrance) => {
		const before = await fingerprint();
		const response = await app.as(null)(address(entrance, idsOfLumi(entrance)), init(entrance));
		expect([303, 401]).toContain(response.status);
		if (response.status === 303) expect(response.headers.get('location')).toMatch(/^\/sign-in/);
		expect(await fingerprint()).toEqual(before);
	});
});

const withoutLooking = (prints: Record<string, string>) =>
	Object.fromEntries(Object.entries(prints).filter(([table]) => !OF_LOOKING.includes(table)));

describe('a viewer of Studio Lumi', () => {
	it.each(
		ofAudience('member')
			.filter((entrance) => entrance.method !== 'GET')
			.map(
				(entrance) => [`${entrance.method} ${entrance.routeId} ${entrance.action ?? ''}`, entrance] as const
			)
	)('changes nothing of the organization: %s', async (_, entrance) => {
		const before = withoutLooking(await fingerprint());
		const response = await app.as(cookies['Vera Viewer'] ?? '')(
			address(entrance, idsOfLumi(entrance)),
			init(entrance)
		);
		await response.arrayBuffer();
		expect(response.status).toBeLessThan(500);
		expect(withoutLooking(await fingerprint())).toEqual(before);
	});
});

describe("Dana with her own link and the ids of Carla's records", () => {
	it.each(
		ofAudience('portal')
			.filter((entrance) => parameterNames(entrance).some((name) => name !== 'token' && name !== 'path'))
			.map((entrance) => [`${entrance.method} ${entrance.routeId}`, entrance] as const)
	)('gets the same page as for anything unknown: %s', async (_, entrance) => {
		const [carla, dana] = lumi.customers;
		if (!carla || !dana) throw new Error('Lumi has two customers');
		const before = await fingerprint();
		const ask = async (token: string, of: { documentId: string; attachmentId: string; quoteId: string }) => {
			const { quoteId, ...ids } = of;
			const id = entrance.routeId.includes('/papers/') ? quoteId : of.documentId;
			const response = await app.as(null)(
				address(entrance, { token, ...ids, id, kind: 'quote' }),
				init(entrance)
			);
			const to = response.headers.get('location')?.replace(token, 'TOKEN') ?? null;
			return { status: response.status, to, text: await response.text() };
		};
		const foreign = await ask(tokens[1] ?? '', carla);
		const unknown = await ask(newPortalToken(), {
			documentId: randomUUID(),
			attachmentId: randomUUID(),
			quoteId: randomUUID()
		});
		expect(foreign).toEqual(unknown);
		// What is asked for by a form leads back to the page when its address is opened, whatever it names.
		if (entrance.method === 'GET' && /\/(files|attachments)\/[^/]*$/.test(entrance.routeId))
			expect(foreign).toEqual({ status: 303, to: '/c/TOKEN', text: '' });
		else expect(foreign.status).toBe(404);
		expect(await fingerprint()).toEqual(before);
		const own = await ask(tokens[1] ?? '', dana);
		if (entrance.method === 'POST') expect(own.status, 'her own file is there').toBe(303);
	});

	it('sees the page of her own, without a word of Carla', async () => {
		const response = await app.as(null)(`/c/${tokens[1] ?? ''}`);
		const text = await response.text();
		expect(response.status).toBe(200);
		expect(text).toMatch(/Dana/);
		expect(text).not.toMatch(/Carla/);
	});
});
