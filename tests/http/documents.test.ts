import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT_LIMIT } from '#hub/documents/limits.ts';
import { cleanName, diskName } from '#platform/file-types/names.ts';
import { startApp, type App } from '#support/app.ts';
import {
	salon,
	tap,
	upload,
	uploadForm,
	type Asking,
	type Salon,
	type UploadedDocument
} from '#support/salon.ts';
import { corpusFiles, naughtyStrings, withoutCorpora } from '#support/shared.ts';

let app: App;
let lumi: Salon;
let neighbour: Salon;
let owner: Asking;
let carla: { id: string; token: string };
let documents: string;

beforeAll(async () => {
	app = await startApp();
	[lumi, neighbour] = [await salon(app, 'Studio Lumi'), await salon(app, 'Studio Neighbour')];
	owner = lumi.owner;
	carla = lumi.customers[0] ?? { id: '', token: '' };
	documents = `/customers/${carla.id}/documents`;
});
afterAll(() => app.stop());

const sql = () => app.fresh.owner;
const whole = async (response: Response) => Buffer.from(await response.arrayBuffer());
const read = async (location: string) => {
	const response = await app.as(null)(location);
	expect(response.status).toBe(200);
	return { response, bytes: await whole(response) };
};
/** The name that a browser saves a file under (RFC 6266, 8187). */
function savedName(response: Response): string {
	const header = response.headers.get('content-disposition') ?? '';
	const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
	if (extended) return decodeURIComponent(extended);
	return (
		/filename="((?:[^"\\]|\\.)*)"/.exec(header)?.[1] ??
		/filename=([^;]+)/.exec(header)?.[1] ??
		''
	).replace(/\\(.)/g, '$1');
}
async function objectsOnDisk(): Promise<string[]> {
	const found = await readdir(join(app.dataDir, 'objects'), { recursive: true, withFileTypes: true });
	return found
		.filter((entry) => entry.isFile())
		.map((entry) => entry.name)
		.sort();
}
/** Every object in the store has its stored row, and the other way round; how many there are. */
async function balanced(): Promise<number> {
	const rows = await sql()<{ key: string }[]>`select key from objects where state = 'stored' order by key`;
	expect(await objectsOnDisk()).toEqual(rows.map((row) => row.key).sort());
	const [arriving] = await sql()`select count(*)::int as n from objects where state = 'arriving'`;
	expect(arriving?.['n']).toBe(0);
	return rows.length;
}

describe('an upload', () => {
	it('answers a plain form with the way back, and the panel with the document', async () => {
		const plain = await owner.fetch(documents, {
			method: 'POST',
			body: uploadForm(new File(['hello'], 'a.txt'), ' Hello ')
		});
		expect([plain.status, plain.headers.get('location')]).toEqual([303, `/customers/${carla.id}#documents`]);
		const made = await upload(owner, carla.id, 'hello', { name: 'b.txt', label: 'Contract 2026' });
		expect(made).toMatchObject({
			name: 'b.txt',
			label: 'Contract 2026',
			size: 5,
			uploadedBy: 'Robin owner',
			downloads: 0
		});
		const page = await owner.fetch(documents, { headers: { accept: 'application/json' } });
		const { documents: listed } = (await page.json()) as { documents: UploadedDocument[] };
		expect(listed.map(({ name, label }) => [name, label])).toEqual([
			['b.txt', 'Contract 2026'],
			['a.txt', 'Hello']
		]);
	});

	it('takes several files of one form, in any order of its fields, all or none', async () => {
		const key = randomUUID();
		const form = new FormData();
		form.append('file', new File(['1'], 'one.txt'));
		form.append('file', new File(['2'], 'two.txt'));
		form.set('label', 'Both');
		form.set('upload_key', key);
		const send = () =>
			owner.fetch(documents, { method: 'POST', headers: { accept: 'application/json' }, body: form });
		const [first, again] = [await send(), await send()];
		const made = ((await first.json()) as { documents: UploadedDocument[] }).documents;
		expect(made.map(({ name, label }) => [name, label])).toEqual([
			['one.txt', 'Both'],
			['two.txt', 'Both']
		]);
		expect(((await again.json()) as { documents: UploadedDocument[] }).documents.map(({ id }) => id)).toEqual(
			made.map(({ id }) => id)
		);
		const before = await balanced();
		form.append('file', new File(['3'], 'three.txt'));
		form.set('label', 'x'.repeat(121));
		expect((await send()).status).toBe(400);
		expect(await balanced()).toBe(before);
	});

	it('takes exactly 50 MB and gives them back byte for byte', async () => {
		const bytes = randomBytes(DOCUMENT_LIMIT);
		const made = await upload(owner, carla.id, bytes, { name: 'exact.bin' });
		const { bytes: back } = await read(await tap(app, carla.token, made.id));
		expect(back.equals(bytes)).toBe(true);
	});

	it.each(['application/json', 'text/html', '*/*'])(
		'refuses one byte more with 413 and a sentence, for who accepts %s',
		async (accept) => {
			const before = await balanced();
			const form = uploadForm(new File([Buffer.alloc(DOCUMENT_LIMIT + 1)], 'more.bin'), 'My <label>');
			const response = await owner.fetch(documents, { method: 'POST', headers: { accept }, body: form });
			expect(response.status).toBe(413);
			const answer = await response.text();
			expect(answer).toContain('larger than 50 MB');
			if (accept === 'text/html') expect(answer).toContain('My &lt;label>');
			expect(await balanced()).toBe(before);
		}
	);

	it('is refused with a sentence by the field when something is wrong with it', async () => {
		const file = () => new File(['x'], 'x.txt');
		const cases: [string, (form: FormData) => void, RegExp][] = [
			['no file', (form) => form.delete('file'), /Choose a file first/],
			['a file without a name', (form) => form.set('file', new File([], '')), /Choose a file first/],
			['a long label', (form) => form.set('label', 'x'.repeat(121)), /120 characters/],
			['a label of two lines', (form) => form.set('label', 'a\nb'), /one line/],
			['a control character', (form) => form.set('label', 'a\u0000b'), /cannot be kept/],
			['a key that is none', (form) => form.set('upload_key', 'x'), /not valid/],
			['an unknown field', (form) => form.set('org_id', neighbour.orgId), /does not know org_id/],
			['an unknown file', (form) => form.set('logo', file()), /does not know logo/],
			['a field twice', (form) => form.append('label', 'again'), /sent twice/],
			[
				'too many files',
				(form) => {
					for (let n = 0; n < 30; n++) form.append('file', file());
				},
				/20 at most/
			]
		];
		const before = await balanced();
		for (const [what, change, words] of cases) {
			const form = uploadForm(file(), 'label');
			change(form);
			const response = await owner.fetch(documents, {
				method: 'POST',
				headers: { accept: 'text/html' },
				body: form
			});
			expect([response.status, what]).toEqual([400, what]);
			expect(words.exec(await response.text())?.[0], what).toBeDefined();
		}
		const other = await owner.fetch(documents, {
			method: 'POST',
			headers: { 'content-type': 'text/plain' },
			body: 'x'
		});
		expect(other.status).toBe(400);
		expect(await balanced()).toBe(before);
	});

	it.each([
		['cut off', 0],
		['over before the length that was announced', 5000]
	])('that is %s leaves nothing behind', async (_, tooMuch) => {
		const before = await balanced();
		const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="cut.bin"\r\n\r\n';
		const arriving = async () =>
			(await sql()`select count(*)::int as n from objects where state = 'arriving'`)[0]?.['n'] as number;
		const request = rawRequest(new URL(documents, app.origin), {
			method: 'POST',
			agent: false,
			headers: {
				'content-type': 'multipart/form-data; boundary=b',
				'content-length': 10_000_000 + tooMuch,
				cookie: owner.cookie ?? '',
				origin: app.origin
			}
		});
		request.on('error', () => undefined);
		request.write(head);
		request.write(randomBytes(2_000_000));
		await expect.poll(arriving).toBe(1);
		// The form is whole, and yet less than was announced.
		if (tooMuch) await new Promise((resolve) => request.write(Buffer.from('\r\n--b--\r\n'), resolve));
		request.destroy();
		await expect.poll(arriving).toBe(0);
		expect(await balanced()).toBe(before);
	});

	it('says 503 while there is nowhere to keep it, keeps nothing, and works again afterwards', async () => {
		const objects = join(app.dataDir, 'objects');
		const before = await balanced();
		await rename(objects, `${objects}-aside`);
		await writeFile(objects, 'in the way');
		try {
			const response = await owner.fetch(documents, {
				method: 'POST',
				headers: { accept: 'application/json' },
				body: uploadForm(new File(['x'], 'x.txt'))
			});
			expect(response.status).toBe(503);
			expect(((await response.json()) as { message: string }).message).toMatch(
				/cannot be kept at the moment/
			);
		} finally {
			await rm(objects);
			await rename(`${objects}-aside`, objects);
		}
		expect(await balanced()).toBe(before);
		await upload(owner, carla.id, 'works again');
	});
});

describe(`files of every format${withoutCorpora}`, () => {
	it.skipIf(withoutCorpora !== '')('come back byte for byte with their names', async () => {
		for (const { name, bytes } of corpusFiles()) {
			const made = await upload(owner, carla.id, bytes, { name });
			const { response, bytes: back } = await read(await tap(app, carla.token, made.id));
			expect([name, back.equals(bytes), savedName(response)]).toEqual([name, true, name]);
			expect(response.headers.get('content-disposition'), name).toMatch(/^attachment/);
			expect(response.headers.get('content-type'), name).not.toMatch(/html|svg|xml|javascript|font/);
		}
	});

	it.skipIf(withoutCorpora !== '')('keep their names, whatever they are called', async () => {
		// Browsers leave a backslash as it is and other programs double it, so one before another or at the end is lost.
		const names = [...new Set(naughtyStrings())].filter((name) => name && !/\\(?:\\|"|$)/.test(name));
		expect(names.length).toBeGreaterThan(450);
		for (let start = 0; start < names.length; start += 10)
			await Promise.all(
				names.slice(start, start + 10).map(async (name) => {
					const made = await upload(owner, carla.id, name, { name });
					expect(made.name).toBe(cleanName(name));
					const { response, bytes } = await read(await tap(app, carla.token, made.id));
					expect(bytes.toString()).toBe(Buffer.from(name).toString());
					expect(savedName(response)).toBe(diskName(name));
				})
			);
	});
});
