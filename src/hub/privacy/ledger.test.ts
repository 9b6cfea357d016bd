import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { openSecrets } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { appendErasure, customerHash, ledgerCopyKey } from './ledger.ts';
import { lineText, readLine } from './ledger-line.ts';
import { damageOf, readLedger } from './ledger-reading.ts';

const orgId = '5b0c6f0e-8c2c-4a53-9a55-1a86f4c6a9d1';
const customerId = 'a2f1cb9e-3f26-4f57-8b6a-2d6f1a0c5c11';
const erasedAt = new Date('2026-11-26T12:00:00Z');
let dataDir: string;
let hub: { config: ReturnType<typeof readConfig>; storage: ReturnType<typeof openStorage> };
const secrets = openSecrets({ secretKey: 'a secret that is long enough', dataDir: '' });

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'hub-ledger-'));
	const config = readConfig({ DATA_DIR: dataDir });
	hub = { config, storage: openStorage(config) };
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const lines = async () => (await readFile(hub.config.erasureLedger, 'utf8')).split('\n').filter(Boolean);

test('a hash is the same for one customer, and another for everybody else and under every other key', () => {
	const hash = customerHash(secrets, orgId, customerId);
	expect(hash).toEqual(customerHash(secrets, orgId.toUpperCase(), customerId));
	const other = openSecrets({ secretKey: 'another secret that is long', dataDir: '' });
	for (const stranger of [
		customerHash(secrets, customerId, orgId),
		customerHash(secrets, orgId, orgId),
		customerHash(other, orgId, customerId)
	])
		expect(stranger).not.toEqual(hash);
});

test('an erasure is a line of the file and an object of its own, and names nobody', async () => {
	const hash = customerHash(secrets, orgId, customerId);
	await appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [] });
	const [line = ''] = await lines();
	expect(JSON.parse(line)).toEqual({
		v: 1,
		org: orgId,
		customer: hash.toString('hex'),
		erasedAt: '2026-11-26T12:00:00.000Z',
		after: null,
		sum: expect.stringMatching(/^[\w-]{22}$/)
	});
	expect(line).not.toContain(customerId);
	expect((await readWhole(hub.storage, ledgerCopyKey(hash), 1000)).toString()).toBe(`${line}\n`);
	expect((await stat(hub.config.erasureLedger)).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut off spoils no other, and a repeated append is harmless', async () => {
	await appendFile(hub.config.erasureLedger, '{"v":1,"org":"5b0c');
	const hash = customerHash(secrets, orgId, customerId);
	await Promise.all([1, 2].map(() => appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [] })));
	const whole = (await lines()).filter((line) => line.endsWith('}'));
	expect(whole).toHaveLength(3);
	const { lines: read, unreadable, missing } = await readLedger([hub.config.erasureLedger], null);
	expect({ customers: read.map(({ customer }) => customer), unreadable, missing }).toEqual({
		customers: [hash.toString('hex')],
		unreadable: [],
		missing: []
	});
	const copies = [];
	for await (const { key } of hub.storage.list('erasures/')) copies.push(key);
	expect(copies).toEqual([ledgerCopyKey(hash)]);
});

test('of lines that are written at once each stands below the one above it', async () => {
	const hashes = Array.from({ length: 12 }, () => randomBytes(32));
	await Promise.all(
		hashes.map((customerHash) => appendErasure(hub, { orgId, customerHash, erasedAt, seen: [] }))
	);
	const written = (await lines()).slice(-12).map((line) => JSON.parse(line) as Record<string, unknown>);
	expect(new Set(written.map(({ customer }) => customer)).size).toBe(12);
	expect(written.slice(1).map(({ after }) => after)).toEqual(written.slice(0, -1).map(({ sum }) => sum));
});

test('what she sent is in it by its hashes alone, of all lines about her, ten thousand too', async () => {
	const hash = randomBytes(32);
	const [one, other] = [randomBytes(32), randomBytes(32)];
	const many = Array.from({ length: 10_000 }, () => randomBytes(32));
	await appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [one] });
	await appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [one, other, ...many] });
	for (const storage of [null, hub.storage]) {
		const { lines: read, ...rest } = await readLedger(storage ? [] : [hub.config.erasureLedger], storage);
		const line = read.find(({ customer }) => customer === hash.toString('hex'));
		expect(line?.seen).toEqual([one, other, ...many].map((bytes) => bytes.toString('base64url')));
		expect(damageOf(rest)).toBeNull();
	}
});

describe('a ledger of which something is lost', () => {
	let file: string;
	let texts: string[];
	const customers = Array.from({ length: 5 }, () => randomBytes(32));

	beforeAll(async () => {
		const folder = await mkdtemp(join(dataDir, 'damage-'));
		const config = readConfig({ DATA_DIR: folder });
		for (const customerHash of customers)
			await appendErasure(
				{ config, storage: openStorage(config) },
				{ orgId, customerHash, erasedAt, seen: [randomBytes(32)] }
			);
		texts = (await readFile(config.erasureLedger, 'utf8')).trim().split('\n');
		file = join(folder, 'looked at');
	});
	const look = async (given: (string | undefined)[], beside: string[] = []) => {
		await writeFile(file, given.map((text) => `${text ?? ''}\n`).join(''));
		return readLedger([file, ...beside], null);
	};

	it('is whole as it was written, and so are lines of earlier versions above and below others', async () => {
		const older = texts.map((text) => text.replace(/,"after".*/, '}'));
		for (const lines of [texts, older, [...older, ...texts], [...texts.slice(3), ...texts.slice(0, 3)]])
			expect(await look(lines)).toMatchObject({ lines: { length: 5 }, unreadable: [], missing: [] });
	});

	it('says where a line cannot be read, or has become another, whatever digit of it', async () => {
		const place = `line 3 of ${file}`;
		const hers = texts[2] ?? '';
		for (let at = 0; at < hers.length; at += 1) {
			const other = hers.slice(0, at) + (hers[at] === 'a' ? 'b' : 'a') + hers.slice(at + 1);
			expect(await look(texts.with(2, other)), other).toMatchObject({ unreadable: [place] });
		}
		expect(await look(texts.with(2, hers.slice(0, 40)))).toMatchObject({ unreadable: [place] });
		expect(await look(texts.with(4, (texts[4] ?? '').slice(0, -1)))).toMatchObject({
			unreadable: [expect.any(String)]
		});
		expect(damageOf(await look(texts.with(2, 'x')))).toContain(`1 line of it cannot be read (${place})`);
	});

	it('is whole when a line that was cut off was written again below those of others', async () => {
		const hers = texts[2] ?? '';
		const said = readLine(hers)?.line;
		if (!said) throw new Error('the third line can be read');
		for (const end of [hers.indexOf('"erasedAt"'), hers.indexOf('"seen"') + 20, hers.length - 10]) {
			const cut = hers.slice(0, end);
			const [fourth, fifth] = [texts[3] ?? '', texts[4] ?? ''].map((text) => readLine(text)?.line);
			if (!fourth || !fifth) throw new Error('the last lines can be read');
			const below = lineText(fourth, cut);
			const then = [...texts.slice(0, 2), cut, below];
			expect(await look([...then, lineText(said, below)]), cut).toMatchObject({
				unreadable: [],
				missing: []
			});
			// Not by somebody else's, and not by one that says less than what was cut off.
			const less = cut.includes('"seen"') ? [lineText({ ...said, seen: undefined }, below)] : [];
			for (const last of [lineText(fifth, below), ...less])
				expect(await look([...then, last]), cut).toMatchObject({ unreadable: [`line 3 of ${file}`] });
		}
		const unknown = hers.slice(0, hers.indexOf('"customer"') + 30);
		expect(await look([...texts.slice(0, 2), unknown, lineText(said, unknown)])).toMatchObject({
			unreadable: []
		});
		const other = lineText(said, texts[3] ?? null);
		expect(await look([...texts.slice(0, 2), unknown, texts[3], other])).toMatchObject({
			unreadable: [`line 3 of ${file}`]
		});
	});

	it('says where lines are missing in its middle, and cannot know it at its end', async () => {
		for (const without of [0, 2, 3]) {
			const { missing, unreadable } = await look(texts.toSpliced(without, 1));
			expect({ missing, unreadable }).toEqual({
				missing: [`line ${without + 1} of ${file}`],
				unreadable: []
			});
		}
		expect(damageOf(await look(texts.toSpliced(1, 2)))).toContain('1 line or more are missing');
		expect(damageOf(await look(texts.slice(0, 3)))).toBeNull();
	});

	it('of which two lines stand below the same one, as earlier versions wrote them, says of both that they are damaged', async () => {
		const other = readLine(texts[3] ?? '')?.line;
		if (!other) throw new Error('the fourth line can be read');
		const twins = [...texts.slice(0, 3), lineText(other, texts[1] ?? null)];
		expect(await look(twins)).toMatchObject({ unreadable: [], missing: [] });
		for (const at of [2, 3]) {
			const damaged = (twins[at] ?? '').replace('"v":1', '"v":2');
			expect(await look(twins.with(at, damaged))).toMatchObject({
				unreadable: [`line ${at + 1} of ${file}`]
			});
		}
	});

	it('is whole again beside a copy that has what it lacks', async () => {
		const copy = `${file} of another machine`;
		await writeFile(copy, texts.join('\n'));
		for (const damaged of [
			texts.with(2, 'x'),
			texts.toSpliced(2, 1),
			texts.with(4, `${texts[4] ?? ''}`.replace('"v":1', '"v":2'))
		])
			expect(await look(damaged, [copy])).toMatchObject({
				lines: { length: 5 },
				unreadable: [],
				missing: []
			});
	});
});
