import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { openSecrets } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { appendErasure, customerHash, ledgerCopyKey } from './ledger.ts';
import { readLedger } from './ledger-reading.ts';

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
		erasedAt: '2026-11-26T12:00:00.000Z'
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
	expect(new Set(whole).size).toBe(1);
	const copies = [];
	for await (const { key } of hub.storage.list('erasures/')) copies.push(key);
	expect(copies).toEqual([ledgerCopyKey(hash)]);
});

test('what she sent is in it by its hashes alone, of all lines about her, ten thousand too', async () => {
	const hash = randomBytes(32);
	const [one, other] = [randomBytes(32), randomBytes(32)];
	const many = Array.from({ length: 10_000 }, () => randomBytes(32));
	await appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [one] });
	await appendErasure(hub, { orgId, customerHash: hash, erasedAt, seen: [one, other, ...many] });
	for (const storage of [null, hub.storage]) {
		const { lines: read, unreadable } = await readLedger(storage ? [] : [hub.config.erasureLedger], storage);
		const line = read.find(({ customer }) => customer === hash.toString('hex'));
		expect(line?.seen).toEqual([one, other, ...many].map((bytes) => bytes.toString('base64url')));
		expect(unreadable).toBe(storage ? 0 : 1);
	}
});
