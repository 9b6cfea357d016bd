import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { inSeconds, sign, type Claims } from '#platform/signing/signing.ts';
import { startApp, type App } from '#support/app.ts';
import { testSecrets } from '#support/people.ts';
import { salon, tap, upload, type Asking, type Salon, type UploadedDocument } from '#support/salon.ts';

let app: App;
let lumi: Salon;
let neighbour: Salon;
let owner: Asking;
let carla: { id: string; token: string };
let nobody: Asking['fetch'];

const content = Buffer.from('%PDF-1.7\nThe quick brown fox jumps over the lazy dog.');
let made: UploadedDocument;

beforeAll(async () => {
	app = await startApp();
	[lumi, neighbour] = [await salon(app, 'Studio Lumi'), await salon(app, 'Studio Neighbour')];
	owner = lumi.owner;
	carla = lumi.customers[0] ?? { id: '', token: '' };
	nobody = app.as(null);
});
beforeEach(async () => {
	made = await upload(owner, carla.id, content, { name: 'Vertrag “2026”.pdf' });
});
afterAll(() => app.stop());

const sql = () => app.fresh.owner;
const address = () => `/customers/${carla.id}/documents/${made.id}`;
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());
const status = async (path: string, init?: RequestInit) => (await nobody(path, init)).status;
/** Where the owner's own download is. */
async function ownDownload(): Promise<string> {
	const response = await owner.fetch(`${address()}/download`, { method: 'POST' });
	expect(response.status).toBe(303);
	return response.headers.get('location') ?? '';
}
const marks = async () => {
	const [row] = await sql()<
		{ first: Date | null; last: Date | null; downloads: number; seen: Date | null }[]
	>`
		select first_opened_at as first, last_downloaded_at as last, downloads, (
			select portal_seen_at from customers where id = ${carla.id}) as seen
		from documents where id = ${made.id}`;
	return row;
};
async function claims(): Promise<Claims> {
	const [row] = await sql()<{ key: string }[]>`select object_key as key from documents where id = ${made.id}`;
	const more = { document: made.id, link: hashPortalToken(carla.token).toString('base64url') };
	return { method: 'GET', purpose: 'portal-file', key: row?.key ?? '', expires: inSeconds(30), more };
}
const signed = (all: Claims) => `/files/${sign(testSecrets.derive, all)}`;

describe('a customer who taps a document', () => {
	it('gets the file as an attachment under headers that let nothing run', async () => {
		const response = await nobody(await tap(app, carla.token, made.id));
		expect((await bytes(response)).equals(content)).toBe(true);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'content-type': 'application/pdf',
			'content-length': String(content.length),
			'content-disposition': `attachment; filename="Vertrag _2026_.pdf"; filename*=UTF-8''Vertrag%20%E2%80%9C2026%E2%80%9D.pdf`,
			'x-content-type-options': 'nosniff',
			'content-security-policy': "sandbox; default-src 'none'",
			'cache-control': expect.stringContaining('no-store') as string,
			'cross-origin-resource-policy': 'same-origin',
			'x-robots-tag': 'noindex',
			'accept-ranges': 'bytes',
			etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`
		});
		expect(response.headers.has('content-encoding')).toBe(false);
	});

	it('is counted: opened once, downloaded each time, seen', async () => {
		expect(await marks()).toMatchObject({ first: null, last: null, downloads: 0 });
		await tap(app, carla.token, made.id);
		const first = await marks();
		expect(first).toMatchObject({ downloads: 1, seen: expect.any(Date) as Date });
		await tap(app, carla.token, made.id);
		expect(await marks()).toMatchObject({ first: first?.first, downloads: 2 });
		expect((await marks())?.last?.getTime()).toBeGreaterThan(first?.last?.getTime() ?? Infinity);
	});

	it('is not counted when it is the owner, a robot that follows links, or a file that is merely read', async () => {
		const location = await tap(app, carla.token, made.id);
		const before = await marks();
		expect((await nobody(await ownDownload())).status).toBe(200);
		for (const method of ['GET', 'HEAD']) {
			expect(await status(location, { method })).toBe(200);
			const followed = await nobody(`/c/${carla.token}/files/${made.id}`, { method });
			expect([followed.status, followed.headers.get('location')]).toEqual([303, `/c/${carla.token}`]);
		}
		expect(await marks()).toEqual(before);
	});

	it('is not counted in a browser that is signed in to the business, and is in that of another', async () => {
		await sql()`update customers set portal_seen_at = null where id = ${carla.id}`;
		const doIt = async (who: Asking['fetch']) => {
			const file = await who(`/c/${carla.token}/files/${made.id}`, { method: 'POST' });
			expect((await who(file.headers.get('location') ?? '')).status).toBe(200);
			expect((await who(`/c/${carla.token}/seen`, { method: 'POST' })).status).toBe(204);
			const [row] = await sql()<{ version: string }[]>`
				select preferences_version(preferences) as version from customers where id = ${carla.id}`;
			const body = new URLSearchParams({ preferences: '', version: row?.version ?? '' });
			expect((await who(`/c/${carla.token}/preferences`, { method: 'POST', body })).status).toBe(303);
		};
		await doIt(owner.fetch);
		expect(await marks()).toEqual({ first: null, last: null, downloads: 0, seen: null });
		expect((await owner.fetch(`/c/${newPortalToken()}/seen`, { method: 'POST' })).status).toBe(404);
		const shows = async (who: Asking['fetch']) =>
			(await who(`/c/${carla.token}`)).headers.get('content-length');
		expect(await shows(owner.fetch), 'the page is the same').toBe(await shows(nobody));
		await doIt(neighbour.owner.fetch);
		expect(await marks()).toMatchObject({ downloads: 1, seen: expect.any(Date) as Date });
	});

	it('reads the names of files that have one label, and of another its kind', async () => {
		for (const name of ['front.jpg', 'back.jpg'])
			await upload(owner, carla.id, content, { name, label: 'Photos' });
		await upload(owner, carla.id, content, { name: 'offer.pdf', label: 'Offer' });
		const page = await (await nobody(`/c/${carla.token}`)).text();
		const facts = [...page.matchAll(/class="facts">([^<]*)/g)].map((match) =>
			match[1]?.split(' · ')[0]?.trim()
		);
		expect(facts).toEqual(expect.arrayContaining(['front.jpg', 'back.jpg', 'PDF']));
		expect(page).not.toContain('offer.pdf');
	});

	it('cannot upload: what is not offered is not there', async () => {
		const form = new FormData();
		form.set('file', new File(['x'], 'x.txt'));
		for (const path of [
			`/c/${carla.token}`,
			`/c/${carla.token}/files`,
			`/c/${carla.token}/documents`,
			`/customers/${carla.id}/documents`
		])
			expect([401, 403, 404, 405]).toContain(
				await status(path, { method: 'POST', headers: { accept: 'application/json' }, body: form })
			);
		const [count] = await sql()`select count(*)::int as n from documents where name = 'x.txt'`;
		expect(count?.['n']).toBe(0);
	});
});

describe('a download that broke off', () => {
	it('goes on where it was, byte for byte', async () => {
		const location = await tap(app, carla.token, made.id);
		const etag = (await nobody(location, { method: 'HEAD' })).headers.get('etag') ?? '';
		const rest = await nobody(location, { headers: { range: 'bytes=10-', 'if-range': etag } });
		expect([rest.status, rest.headers.get('content-range'), rest.headers.get('content-length')]).toEqual([
			206,
			`bytes 10-${content.length - 1}/${content.length}`,
			String(content.length - 10)
		]);
		expect((await bytes(rest)).equals(content.subarray(10))).toBe(true);
		const some = await nobody(location, { headers: { range: 'bytes=-5' } });
		expect((await bytes(some)).equals(content.subarray(-5))).toBe(true);
		const other = await nobody(location, { headers: { range: 'bytes=10-', 'if-range': '"another"' } });
		expect([other.status, (await bytes(other)).equals(content)]).toEqual([200, true]);
		const beyond = await nobody(location, { headers: { range: 'bytes=5000-' } });
		expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${content.length}`]);
	});

	it('lets the file go when the phone is gone, and the next one is served', async () => {
		const large = await upload(owner, carla.id, randomBytes(30_000_000), { name: 'large.bin' });
		for (let times = 0; times < 5; times++) {
			const leaving = new AbortController();
			const response = await nobody(await tap(app, carla.token, large.id), { signal: leaving.signal });
			await response.body?.getReader().read();
			leaving.abort();
		}
		const whole = await nobody(await tap(app, carla.token, large.id));
		expect((await bytes(whole)).length).toBe(30_000_000);
		const { readdir, readlink } = await import('node:fs/promises');
		const open = async () => {
			const folder = `/proc/${app.process.pid}/fd`;
			const links = await Promise.all(
				(await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => ''))
			);
			return links.filter((link) => link.startsWith(app.dataDir) && link.includes('/objects/')).length;
		};
		await expect.poll(open, { timeout: 5000 }).toBe(0);
	});
});

describe('a signed address', () => {
	it('is dead once its document is deleted', async () => {
		const [mine, hers] = [await ownDownload(), await tap(app, carla.token, made.id)];
		expect([await status(mine), await status(hers)]).toEqual([200, 200]);
		const gone = await owner.fetch(`${address()}?/delete`, {
			method: 'POST',
			headers: { accept: 'text/html' },
			body: new URLSearchParams()
		});
		expect(gone.status).toBe(303);
		expect([await status(mine), await status(hers), await status(hers, { method: 'HEAD' })]).toEqual([
			404, 404, 404
		]);
		expect((await nobody(`/c/${carla.token}/files/${made.id}`, { method: 'POST' })).status).toBe(404);
	});

	it('does not bring the app down when its document is deleted in mid-download', async () => {
		const large = await upload(owner, carla.id, randomBytes(40_000_000), { name: 'large.bin' });
		const location = await tap(app, carla.token, large.id);
		const reader = (await nobody(location)).body?.getReader();
		await reader?.read();
		await owner.fetch(`/customers/${carla.id}/documents/${large.id}?/delete`, {
			method: 'POST',
			headers: { accept: 'text/html' },
			body: new URLSearchParams()
		});
		expect(await status(location)).toBe(404);
		await reader?.cancel();
		expect(await status('/healthz')).toBe(200);
	});

	it('is dead once the portal is off, and lives again with it', async () => {
		const [mine, hers] = [await ownDownload(), await tap(app, carla.token, made.id)];
		await sql()`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect([await status(hers), await status(mine)]).toEqual([404, 200]);
		expect((await nobody(`/c/${carla.token}/files/${made.id}`, { method: 'POST' })).status).toBe(404);
		await sql()`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		expect(await status(hers)).toBe(200);
	});

	it('is dead once the link that it came from is replaced', async () => {
		const hers = await tap(app, carla.token, made.id);
		const token = newPortalToken();
		await sql()`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
		expect(await status(hers)).toBe(404);
		carla.token = token;
		expect(await status(await tap(app, token, made.id))).toBe(200);
	});

	it('is dead once the colleague whom it was made for has left', async () => {
		const agent = await lumi.colleague('agent');
		const location =
			(await agent.fetch(`${address()}/download`, { method: 'POST' })).headers.get('location') ?? '';
		expect(await status(location)).toBe(200);
		await sql()`delete from members where id = ${agent.memberId}`;
		expect(await status(location)).toBe(404);
	});

	it('holds for its seconds and no longer', async () => {
		const all = await claims();
		const location = signed({ ...all, expires: inSeconds(2) });
		expect(await status(location)).toBe(200);
		await new Promise((resolve) => setTimeout(resolve, 2100));
		expect(await status(location)).toBe(404);
		expect(await status(signed(all))).toBe(200);
	});

	it('is worth nothing for another method, purpose, key, document, person or link', async () => {
		const all = await claims();
		const other = await upload(owner, carla.id, 'other');
		const [otherKey] = await sql()<
			{ key: string }[]
		>`select object_key as key from documents where id = ${other.id}`;
		const dana = lumi.customers[1]?.token ?? '';
		const swapped: Claims[] = [
			{ ...all, method: 'POST' },
			{ ...all, purpose: 'desk-file' },
			{ ...all, purpose: 'export' },
			{ ...all, key: otherKey?.key ?? '' },
			{ ...all, more: { ...all.more, document: other.id } },
			{ ...all, more: { ...all.more, link: hashPortalToken(dana).toString('base64url') } },
			{ ...all, more: { ...all.more, link: '' } },
			{ ...all, more: {} },
			{
				...all,
				purpose: 'desk-file',
				more: { document: made.id, org: neighbour.orgId, person: neighbour.owner.personId }
			},
			{
				...all,
				purpose: 'desk-file',
				more: { document: made.id, org: lumi.orgId, person: neighbour.owner.personId }
			},
			{ ...all, purpose: 'desk-file', more: { document: 'x', org: lumi.orgId, person: owner.personId } }
		];
		for (const each of swapped) expect(await status(signed(each)), JSON.stringify(each)).toBe(404);
		expect(await status(signed(all))).toBe(200);
		const good = signed(all);
		expect(await status(`${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`)).toBe(404);
		expect(await status('/files/x')).toBe(404);
		for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
			expect([404, 405]).toContain(await status(good, { method }));
	});

	it('is in no line of the log, nor is a token or its hash', async () => {
		const location = await tap(app, carla.token, made.id);
		await nobody(location);
		await nobody(`${location}x`);
		const hash = hashPortalToken(carla.token);
		for (const secret of [location.slice(-43), carla.token, hash.toString('hex'), hash.toString('base64url')])
			expect(app.output().includes(secret)).toBe(false);
	});
});

describe("somebody else's document", () => {
	it('is answered as an unknown one is, by portal and desk, though it exists', async () => {
		const theirs = neighbour.customers[0] ?? { id: '', token: '' };
		const dana = lumi.customers[1] ?? { id: '', token: '' };
		expect(await sql()`select from documents where id = ${made.id}`).toHaveLength(1);
		const answerTo = async (token: string, id: string, more = '') => {
			const response = await nobody(`/c/${token}/files/${id}${more}`, { method: more ? 'GET' : 'POST' });
			return {
				status: response.status,
				body: await response.text(),
				headers: { ...Object.fromEntries(response.headers), date: '' }
			};
		};
		for (const more of ['', '/thumbnail']) {
			const unknown = await answerTo(newPortalToken(), randomUUID(), more);
			expect(unknown.status).toBe(404);
			for (const [token, id] of [
				[dana.token, made.id],
				[theirs.token, made.id],
				[carla.token, randomUUID()],
				[carla.token, 'x'],
				[newPortalToken(), made.id],
				['x', made.id]
			] as const) {
				const answer = await answerTo(token, id, more);
				expect(answer.body === unknown.body && answer.status === 404, `${token} ${id}`).toBe(true);
				expect(answer.headers).toEqual(unknown.headers);
			}
		}
		expect(await marks()).toMatchObject({ downloads: 0, first: null });
		const swaps = [
			`/customers/${carla.id}/documents/${made.id}`,
			`/customers/${theirs.id}/documents/${made.id}`
		];
		for (const swap of swaps) {
			expect((await neighbour.owner.fetch(swap, { headers: { accept: 'text/html' } })).status).toBe(404);
			expect((await neighbour.owner.fetch(`${swap}/download`, { method: 'POST' })).status).toBe(404);
			expect((await neighbour.owner.fetch(`${swap}/thumbnail`)).status).toBe(404);
			for (const action of ['label', 'delete']) {
				const body = new URLSearchParams(action === 'label' ? { label: 'mine' } : {});
				const answer = await neighbour.owner.fetch(`${swap}?/${action}`, {
					method: 'POST',
					headers: { accept: 'text/html' },
					body
				});
				expect(answer.status, `${swap} ${action}`).toBe(404);
			}
		}
		expect(
			(await owner.fetch(`/customers/${dana.id}/documents/${made.id}/download`, { method: 'POST' })).status
		).toBe(404);
		expect((await neighbour.owner.fetch(`/customers/${carla.id}/documents`)).status).toBe(404);
		const [still] = await sql()`select label from documents where id = ${made.id}`;
		expect(still).toEqual({ label: null });
	});
});

describe('who may change documents', () => {
	const send = (who: Asking['fetch'], path: string, body: URLSearchParams | FormData) =>
		who(path, { method: 'POST', headers: { accept: 'text/html' }, body });
	const file = () => {
		const form = new FormData();
		form.set('file', new File(['x'], 'by-role.txt'));
		return form;
	};

	it.each(['owner', 'admin', 'manager', 'agent'] as const)('%s may', async (role) => {
		const who = (await lumi.colleague(role)).fetch;
		expect((await send(who, `/customers/${carla.id}/documents`, file())).status).toBe(303);
		expect((await send(who, `${address()}?/label`, new URLSearchParams({ label: ' New ' }))).status).toBe(
			303
		);
		expect((await sql()`select label from documents where id = ${made.id}`)[0]).toEqual({ label: 'New' });
		expect((await send(who, `${address()}?/delete`, new URLSearchParams())).status).toBe(303);
		expect(await sql()`select from documents where id = ${made.id}`).toHaveLength(0);
	});

	it('viewer and strangers may not; a viewer looks and downloads', async () => {
		const viewer = (await lumi.colleague('viewer')).fetch;
		const documents = `/customers/${carla.id}/documents`;
		expect((await send(viewer, documents, file())).status).toBe(403);
		expect((await send(viewer, `${address()}?/label`, new URLSearchParams({ label: 'x' }))).status).toBe(403);
		expect((await send(viewer, `${address()}?/delete`, new URLSearchParams())).status).toBe(403);
		const page = await (await viewer(documents, { headers: { accept: 'text/html' } })).text();
		expect([
			page.includes('>Upload<'),
			page.includes('aria-label="Delete '),
			page.includes('aria-label="Download ')
		]).toEqual([false, false, true]);
		expect((await viewer(`${address()}/download`, { method: 'POST' })).status).toBe(303);
		for (const path of [documents, `${address()}?/label`, `${address()}?/delete`, `${address()}/download`])
			expect(
				await status(path, { method: 'POST', headers: { accept: 'application/json' }, body: file() }),
				path
			).toBe(401);
		expect((await sql()`select label from documents where id = ${made.id}`)[0]).toEqual({ label: null });
	});

	it('and not from another site', async () => {
		for (const path of [
			`/customers/${carla.id}/documents`,
			`${address()}?/delete`,
			`${address()}/download`
		]) {
			const answer = await owner.fetch(path, {
				method: 'POST',
				headers: { origin: 'https://evil.example' },
				body: file()
			});
			expect(answer.status, path).toBe(403);
		}
		expect(await sql()`select from documents where id = ${made.id}`).toHaveLength(1);
	});

	it('what is wrong with a label is said by the field, with what was typed', async () => {
		const bad: [Record<string, string>, RegExp][] = [
			[{ label: 'x'.repeat(121) }, /120 characters at most/],
			[{ label: 'a\nb' }, /one line/],
			[{ label: 'a\u0001' }, /cannot be kept/],
			[{ label: 'fine', org_id: neighbour.orgId }, /does not know org_id/]
		];
		for (const [fields, words] of bad) {
			const answer = await send(owner.fetch, `${address()}?/label`, new URLSearchParams(fields));
			const page = await answer.text();
			expect(
				[answer.status, words.test(page), page.includes(`value="${fields['label']?.slice(0, 20)}`)],
				fields['label']
			).toEqual([400, true, true]);
		}
		expect(
			(await send(owner.fetch, `${address()}?/label`, new URLSearchParams({ label: '  ' }))).status
		).toBe(303);
	});
});
