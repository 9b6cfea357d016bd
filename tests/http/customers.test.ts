import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '#hub/organizations/actor.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';

let app: RunningApp;
let lumi: Salon;
let neighbour: Salon;
let agent: Asking;
let viewer: Asking;
let carla: string;

beforeAll(async () => {
	app = sharedApp();
	[lumi, neighbour] = [await salon(app, 'Studio Lumi'), await salon(app, 'Studio Neighbour')];
	[agent, viewer] = [await lumi.colleague('agent'), await lumi.colleague('viewer')];
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => app.stop());

type Fields = Record<string, string> | [string, string][];
const send = (who: Asking, path: string, fields: Fields) =>
	who.fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'text/html' } });
/** The text of a page, entities and all, once for a look at its words. */
const page = async (response: Response) => ({ status: response.status, text: await response.text() });
const get = async (who: Asking, path: string) =>
	page(await who.fetch(path, { headers: { accept: 'text/html' } }));
const customersOf = (orgId: string) =>
	app.fresh.owner<{ id: string; name: string; email: string | null; phone: string | null }[]>`
		select id, name, email, phone from customers where org_id = ${orgId} order by name`;

async function version(id: string): Promise<string> {
	const { text } = await get(agent, `/customers/${id}/edit`);
	return /name="version" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

/** The import's page after a file was sent. */
async function sent(who: Asking, name: string, content: BlobPart): Promise<Response> {
	const form = new FormData();
	form.set('file', new File([content], name));
	return who.fetch('/customers/import', { method: 'POST', body: form, headers: { accept: 'text/html' } });
}

const wrong: [string, Fields, RegExp][] = [
	['nothing', {}, /The name is missing/],
	['no name', { name: '' }, /The name is missing/],
	['only spaces', { name: '   ' }, /The name is missing/],
	['only what cannot be seen', { name: '\u200b\u2060' }, /The name is missing/],
	['a name that is too long', { name: 'x'.repeat(201) }, /200 characters at most/],
	['control characters', { name: 'Mia\u0000\u0007' }, /character in this that cannot be kept/],
	['two lines for a name', { name: 'Mia\nLópez' }, /must be one line/],
	['no address', { name: 'Mia', email: 'mia at example' }, /does not look right/],
	[
		'a header in the address',
		{ name: 'Mia', email: 'mia@example.com\nBcc: x@example.com' },
		/must be one line/
	],
	[
		'an address that is too long',
		{ name: 'Mia', email: `${'m'.repeat(260)}@example.com` },
		/254 characters at most/
	],
	['a number without digits', { name: 'Mia', phone: 'call' }, /at least three digits/],
	['a number that is too long', { name: 'Mia', phone: '1'.repeat(41) }, /40 characters at most/],
	['a street that is too long', { name: 'Mia', address: 'x'.repeat(501) }, /500 characters at most/],
	['an unknown language', { name: 'Mia', locale: 'not-a-language-at-all' }, /not one we know/],
	[
		'a field sent twice',
		[
			['name', 'Mia'],
			['name', 'Zoë']
		],
		/sent twice/
	],
	['an unknown field', { name: 'Mia', favourite: 'red' }, /does not know favourite/],
	['another organization', { name: 'Mia', org_id: randomUUID() }, /does not know org_id/],
	['a role', { name: 'Mia', role: 'owner' }, /does not know role/],
	['a token', { name: 'Mia', portal_token_hash: 'x' }, /does not know portal_token_hash/],
	['preferences', { name: 'Mia', preferences: 'x' }, /does not know preferences/]
];

describe('adding a customer', () => {
	it('leads to her page, which shows what was typed', async () => {
		const response = await send(agent, '/customers/new', {
			name: 'Mia <b>López</b>',
			email: 'mia@example.com',
			phone: '+49 170 1234567',
			address: 'Am Markt 1\n50667 Köln',
			locale: 'de'
		});
		expect(response.status).toBe(303);
		const { status, text } = await get(viewer, response.headers.get('location') ?? '');
		expect(status).toBe(200);
		expect(text).toContain('Mia &lt;b>López&lt;/b>');
		expect(text).toContain('href="mailto:mia@example.com"');
		expect(text).toContain('href="tel:+491701234567"');
		expect(text).toContain('Deutsch');
	});

	it.each(wrong)(
		'is refused with %s: by the field, what was typed kept, nothing added',
		async (_, fields, sentence) => {
			const before = await customersOf(lumi.orgId);
			const { status, text } = await page(await send(agent, '/customers/new', fields));
			expect(status).toBe(400);
			expect(text).toMatch(sentence);
			const typed = new URLSearchParams(fields).get('email');
			if (typed && !typed.includes('\n')) expect(text).toContain(`value="${typed}"`);
			expect(await customersOf(lumi.orgId)).toEqual(before);
		}
	);

	it('is refused with the id of its own choice', async () => {
		const id = randomUUID();
		expect((await send(agent, '/customers/new', { name: 'Mia', id })).status).toBe(400);
		expect(await app.fresh.owner`select from customers where id = ${id}`).toHaveLength(0);
	});

	it('asks whether it is the same person, and adds her when that is meant', async () => {
		const fields = { name: 'Anna', email: 'anna@example.com' };
		expect((await send(agent, '/customers/new', fields)).status).toBe(303);
		const asked = await page(await send(agent, '/customers/new', { ...fields, name: 'Anna Twin' }));
		expect(asked.status).toBe(409);
		expect(asked.text).toMatch(/Is this the same person/);
		expect(asked.text).toContain('value="Anna Twin"');
		expect(
			(await send(agent, '/customers/new', { ...fields, name: 'Anna Twin', anyway: 'yes' })).status
		).toBe(303);
	});

	it('takes a file, a large body and a form that is none for what they are', async () => {
		const form = new FormData();
		form.set('name', new File(['x'], 'x.txt'));
		const post = (init: RequestInit) => agent.fetch('/customers/new', { method: 'POST', ...init });
		const html = { accept: 'text/html' };
		expect((await post({ body: form, headers: html })).status).toBe(400);
		expect(
			(await post({ body: new URLSearchParams({ name: 'x'.repeat(300_000) }), headers: html })).status
		).toBe(413);
		for (const type of ['application/json', 'text/plain']) {
			const answer = await post({ body: '{"name":"Mia"}', headers: { ...html, 'content-type': type } });
			expect(answer.status, type).toBeGreaterThanOrEqual(400);
			expect(answer.status, type).toBeLessThan(500);
		}
	});

	it(`never fails over a naughty string in any field${withoutCorpora}`, async () => {
		const strings = naughtyStrings().filter((_, at) => at % 7 === 0);
		for (const text of strings) {
			const well = text.toWellFormed();
			const answer = await send(agent, '/customers/new', {
				name: well,
				email: well,
				phone: well,
				address: well,
				locale: well
			});
			expect([303, 400, 409], well).toContain(answer.status);
			const named = await send(agent, '/customers/new', { name: well, address: well, anyway: 'yes' });
			expect([303, 400], well).toContain(named.status);
			if (named.status === 303)
				expect((await get(agent, named.headers.get('location') ?? '')).status, well).toBe(200);
			expect((await get(agent, `/customers?${new URLSearchParams({ q: well })}`)).status, well).toBe(200);
			expect((await get(agent, `/search?${new URLSearchParams({ q: well })}`)).status, well).toBe(200);
		}
	});
});

describe('changing a customer', () => {
	it('saves, and shows who was second what the first one saved', async () => {
		const seen = await version(carla);
		const first = await send(agent, `/customers/${carla}/edit`, {
			id: carla,
			version: seen,
			name: 'Carla C.',
			phone: '030 111222'
		});
		expect(first.status).toBe(303);
		const second = await page(
			await send(lumi.owner, `/customers/${carla}/edit`, {
				id: carla,
				version: seen,
				name: 'Carla Other',
				email: 'c@example.com'
			})
		);
		expect(second.status).toBe(409);
		expect(second.text).toMatch(/Somebody else changed this customer/);
		expect(second.text).toContain('030 111222');
		expect(second.text).toContain('value="Carla Other"');
		const again = /name="version" value="([^"]+)"/.exec(second.text)?.[1] ?? '';
		const third = await send(lumi.owner, `/customers/${carla}/edit`, {
			id: carla,
			version: again,
			name: 'Carla Other'
		});
		expect(third.status).toBe(303);
	});

	it.each(wrong)('is refused with %s', async (_, fields, sentence) => {
		const [before] = await app.fresh.owner`select * from customers where id = ${carla}`;
		const own: [string, string][] = [
			['id', carla],
			['version', await version(carla)]
		];
		const given: [string, string][] = Array.isArray(fields) ? fields : Object.entries(fields);
		const { status, text } = await page(await send(agent, `/customers/${carla}/edit`, [...own, ...given]));
		expect(status).toBe(400);
		expect(text).toMatch(sentence);
		expect(await app.fresh.owner`select * from customers where id = ${carla}`).toEqual([before]);
	});

	it('is refused with a broken version, and for another customer than the page’s', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		for (const fields of <Record<string, string>[]>[
			{ id: carla, version: 'x', name: 'X' },
			{ id: carla, name: 'X' },
			{ version: await version(carla), name: 'X' },
			{ id: dana, version: await version(dana), name: 'X' }
		])
			expect((await send(agent, `/customers/${carla}/edit`, fields)).status).toBe(400);
		expect(
			await app.fresh.owner`select from customers where org_id = ${lumi.orgId} and name = 'X'`
		).toHaveLength(0);
	});
});

describe('a viewer', () => {
	it('sees customers, and no button to add, import or change any', async () => {
		const list = await get(viewer, '/customers?q=dana');
		expect(list.text).toContain('Dana Customer');
		const own = await get(viewer, `/customers/${carla}`);
		for (const { text } of [list, own])
			for (const path of ['/customers/new', '/customers/import', `/customers/${carla}/edit`])
				expect(text).not.toContain(`href="${path}"`);
		for (const path of ['/customers/new', '/customers/import', `/customers/${carla}/edit`])
			expect((await get(agent, path)).status).toBe(200);
	});

	it('is refused all of that', async () => {
		const before = await customersOf(lumi.orgId);
		for (const path of ['/customers/new', '/customers/import', `/customers/${carla}/edit`])
			expect((await get(viewer, path)).status, path).toBe(403);
		expect((await send(viewer, '/customers/new', { name: 'Never' })).status).toBe(403);
		const change = { id: carla, version: await version(carla), name: 'Never' };
		expect((await send(viewer, `/customers/${carla}/edit`, change)).status).toBe(403);
		expect((await sent(viewer, 'a.csv', 'Name\nNever')).status).toBe(403);
		expect(await customersOf(lumi.orgId)).toEqual(before);
	});
});

describe('a customer’s page', () => {
	it('is open to every role, and to nobody of another organization', async () => {
		for (const role of roles)
			expect((await get(await lumi.colleague(role), `/customers/${carla}`)).status).toBe(200);
		const theirs = neighbour.customers[0]?.id ?? '';
		expect((await get(neighbour.owner, `/customers/${theirs}`)).status).toBe(200);
		for (const path of [`/customers/${theirs}`, `/customers/${theirs}/edit`]) {
			const { status, text } = await get(lumi.owner, path);
			expect(status).toBe(404);
			expect(text).not.toContain('Carla');
		}
		for (const id of ['x', '0', randomUUID(), `${carla}x`, carla.toUpperCase(), '%00', '..%2f..'])
			expect((await get(agent, `/customers/${id}`)).status, id).toBe(404);
	});

	it('stands on nothing from outside and is kept by no cache', async () => {
		const response = await agent.fetch(`/customers/${carla}`, { headers: { accept: 'text/html' } });
		expect(response.headers.get('cache-control')).toMatch(/no-store|private/);
		expect(await response.text()).not.toMatch(/(?:src|<link[^>]* href)="https?:\/\//);
	});
});

describe('the list and the search', () => {
	it('answer with what was asked for, whatever the address says', async () => {
		const { text } = await get(agent, '/customers?q=dana');
		expect(text).toContain('Dana Customer');
		expect((await get(agent, '/customers?q=nobody-at-all')).text).toMatch(/Nobody matches/);
		for (const query of [
			'after=x&before=y',
			`after=${randomUUID()}`,
			'sort=%00',
			'q=%00',
			`q=${'x'.repeat(3000)}`,
			'q=%25&sort=newest'
		])
			expect((await get(agent, `/customers?${query}`)).status, query).toBe(200);
	});

	it('finds a case in both forms of its number, and customers by name', async () => {
		await app.fresh.owner`update organizations set case_prefix = 'YS' where id = ${lumi.orgId}`;
		await app.fresh
			.owner`insert into inquiries (org_id, number, customer_id, subject) values (${lumi.orgId}, 123, ${carla}, 'Wedding')`;
		const [named] = await app.fresh.owner<{ name: string }[]>`select name from customers where id = ${carla}`;
		for (const q of ['YS-000123', '123']) {
			const response = await viewer.fetch(`/search?q=${q}`);
			expect(response.headers.get('cache-control')).toBe('no-store');
			expect(await response.json()).toMatchObject({
				cases: [{ number: 'YS-000123', subject: 'Wedding', customer: named?.name }]
			});
		}
		expect(await (await viewer.fetch('/search?q=dana')).json()).toMatchObject({
			cases: [],
			customers: [{ name: 'Dana Customer' }]
		});
		expect(await (await viewer.fetch('/search')).json()).toEqual({ cases: [], papers: [], customers: [] });
		expect(await (await neighbour.owner.fetch('/search?q=123')).json()).toMatchObject({ cases: [] });
	});
});

describe('the list as a file', () => {
	const exported = (who: Asking) =>
		who.fetch('/customers/customers.csv', { method: 'POST', headers: { accept: 'text/html' } });
	const taken = () =>
		app.fresh.owner`select from customer_accesses where org_id = ${lumi.orgId} and kind = 'data_exported'`;

	it('holds every customer of an owner or admin, no neighbour’s, and nothing that a spreadsheet runs', async () => {
		const made = await send(agent, '/customers/new', {
			name: '=HYPERLINK("https://x.example")',
			phone: '+491'
		});
		expect(made.status).toBe(303);
		const own = await customersOf(lumi.orgId);
		for (const who of [lumi.owner, await lumi.colleague('admin')]) {
			const response = await exported(who);
			expect(response.status).toBe(200);
			expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
			expect(response.headers.get('content-disposition')).toMatch(
				/^attachment; filename="Studio Lumi customers\.csv"/
			);
			expect(response.headers.get('cache-control')).toBe('private, no-store');
			const file = await response.text();
			expect(file.split('\r\n').slice(1, -1)).toHaveLength(own.length);
			for (const { id } of own) expect(file).toContain(id);
			for (const { id } of await customersOf(neighbour.orgId)) expect(file).not.toContain(id);
			expect(file).toContain(`"'=HYPERLINK(""https://x.example"")",,"'+491",`);
		}
		expect(await customersOf(neighbour.orgId)).not.toHaveLength(0);
		expect(await taken()).toHaveLength(2 * own.length);
	});

	it('is refused to agents and viewers, who are not offered it', async () => {
		const before = (await taken()).length;
		for (const who of [agent, viewer]) {
			expect((await exported(who)).status).toBe(403);
			expect((await get(who, '/customers')).text).not.toContain('/customers/customers.csv');
		}
		expect(await taken()).toHaveLength(before);
		expect((await get(lumi.owner, '/customers')).text).toContain('/customers/customers.csv');
	});
});

describe('importing', () => {
	it('goes from the file over its preview to the list, and back to no half', async () => {
		const uploaded = await sent(agent, 'kunden.csv', 'Name;E-Mail\nIda Import;ida@example.com\nBad;bad');
		expect(uploaded.status).toBe(303);
		const place = uploaded.headers.get('location') ?? '';
		expect(place).toMatch(/^\/customers\/import\/[0-9a-f-]{36}$/);
		const shown = await get(agent, place);
		expect(shown.text).toContain('Ida Import');
		expect(shown.text).toMatch(/Import the good row/);
		expect(shown.text).toMatch(/Row 3/);
		expect((await customersOf(lumi.orgId)).map(({ name }) => name)).not.toContain('Ida Import');
		const file = await agent.fetch(`${place}/wrong-rows`);
		expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
		expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
		expect(await file.text()).toContain('Bad,bad');
		const answers = await Promise.all([1, 2].map(() => send(agent, `${place}?/confirm`, {})));
		expect(answers.map(({ status }) => status)).toEqual([303, 303]);
		expect((await get(agent, place)).text).toMatch(/1 customer added/);
		expect((await customersOf(lumi.orgId)).filter(({ name }) => name === 'Ida Import')).toHaveLength(1);
		expect((await send(agent, `${place}?/discard`, {})).status).toBe(303);
		expect((await get(agent, place)).status).toBe(404);
	});

	it('takes a vCard', async () => {
		const card =
			'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Vera Card\r\nTEL;TYPE=CELL:+353 20 917 0000\r\nEND:VCARD\r\n';
		const place = (await sent(agent, 'contacts.vcf', card)).headers.get('location') ?? '';
		expect((await get(agent, place)).text).toContain('Vera Card');
		expect((await send(agent, `${place}?/confirm`, {})).status).toBe(303);
		expect(await customersOf(lumi.orgId)).toContainEqual(
			expect.objectContaining({ name: 'Vera Card', phone: '+353 20 917 0000' })
		);
	});

	it.each([
		['no file', null, 400, /Choose a file first/],
		['an empty file', '', 400, /empty/],
		['a spreadsheet', 'PK\u0003\u0004', 400, /Save it as CSV/],
		['a picture', '\u0089PNG\u0000\u0001', 400, /not a text file/],
		['a quote that never ends', 'Name\n"Mia', 400, /Row 2: a quotation mark/],
		['too many rows', 'Mia\n'.repeat(10_002), 400, /more than 10,000 rows/],
		['more than 5 MB', 'x'.repeat(5 * 1024 * 1024 + 1), 413, /larger than 5 MB/]
	])('is refused with %s', async (_, content, status, sentence) => {
		const response =
			content === null
				? await agent.fetch('/customers/import', {
						method: 'POST',
						body: new FormData(),
						headers: { accept: 'text/html' }
					})
				: await sent(agent, 'x.csv', content);
		const answer = await page(response);
		expect(answer.status).toBe(status);
		expect(answer.text).toMatch(sentence);
	});

	it('is refused with fields that the forms do not have', async () => {
		const place =
			(await sent(agent, 'x.csv', 'Name,Email\nNobody New,x@example.com')).headers.get('location') ?? '';
		for (const [action, fields] of [
			['columns', { 'column-0': 'org_id' }],
			['columns', { 'column-0': 'name' }],
			['columns', { 'column-999': 'name' }],
			['columns', { 'column-0': 'name', 'column-1': 'email', headed: 'maybe' }],
			['columns', { 'column-0': 'name', 'column-1': 'email', role: 'owner' }],
			['confirm', { key: 'x' }],
			['discard', { id: 'x' }]
		] as [string, Record<string, string>][])
			expect((await send(agent, `${place}?/${action}`, fields)).status, JSON.stringify(fields)).toBe(400);
		const file = new FormData();
		file.set('other', new File(['Name\nMia'], 'x.csv'));
		expect((await agent.fetch('/customers/import', { method: 'POST', body: file })).status).toBe(400);
		expect((await send(agent, '/customers/import', { file: 'text' })).status).toBe(400);
		for (const who of [lumi.owner, neighbour.owner]) {
			expect((await get(who, place)).status).toBe(404);
			expect((await get(who, `${place}/wrong-rows`)).status).toBe(404);
			expect((await send(who, `${place}?/confirm`, {})).status).toBe(404);
		}
		expect((await get(agent, place)).text).toContain('Nobody New');
		expect(
			(await send(agent, `${place}?/columns`, { 'column-0': '', 'column-1': 'email', headed: 'yes' })).status
		).toBe(303);
		expect((await get(agent, place)).text).toMatch(/Which column holds the names/);
	});
});
