import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readArchive } from './read.ts';
import { entryOf, writeArchive, type Entry } from './write.ts';

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const bytes of source) chunks.push(bytes);
	return Buffer.concat(chunks);
}

const files = new Map([
	['head.json', Buffer.from('{"format":1}')],
	['empty', Buffer.alloc(0)],
	['objects/photo', randomBytes(300_000)],
	['tables/customers/0001', Buffer.from('a\tb\n')]
]);

async function* entries(of = files): AsyncGenerator<Entry, unknown> {
	for (const [name, bytes] of of) yield entryOf(name, bytes);
	return { rows: 1 };
}

async function* inParts(bytes: Buffer, size = 7919): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Buffer): Promise<{ found: Map<string, Buffer>; facts: unknown }> {
	const found = new Map<string, Buffer>();
	const archive = readArchive(inParts(bytes));
	for (;;) {
		const next = await archive.next();
		if (next.done) return { found, facts: next.value };
		found.set(next.value.name, await whole(next.value.content));
	}
}

describe('an archive', () => {
	it('comes back entry by entry, with what its writer had to say at the end', async () => {
		const { found, facts } = await read(await whole(writeArchive(entries())));
		expect([...found.keys()]).toEqual([...files.keys()]);
		for (const [name, bytes] of files) expect(found.get(name)?.equals(bytes), name).toBe(true);
		expect(facts).toEqual({ rows: 1 });
	});

	it('holds thousands of entries', async () => {
		const many = new Map(Array.from({ length: 2500 }, (_, n) => [`objects/${n}`, Buffer.from(String(n))]));
		const { found } = await read(await whole(writeArchive(entries(many))));
		expect(found.size).toBe(2500);
	});

	it('is a tar, whose checksums sha256sum knows', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'hub-archive-'));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		writeFileSync(join(folder, 'a.tar'), await whole(writeArchive(entries())));
		execFileSync('tar', ['xf', 'a.tar'], { cwd: folder });
		execFileSync('sha256sum', ['--quiet', '-c', 'checksums/000001'], { cwd: folder });
		expect(readFileSync(join(folder, 'head.json'), 'utf8')).toBe('{"format":1}');
	});

	it('is refused wherever it was cut off', async () => {
		const bytes = await whole(writeArchive(entries()));
		const ends = [0, 100, 512, 1024, 1536, 5000, 200_000, bytes.length - 1025, bytes.length - 1600];
		for (const end of ends)
			await expect(read(bytes.subarray(0, end)), `${end} bytes`).rejects.toMatchObject({ code: 'Damaged' });
	});

	it('is refused when a byte changed, in an entry or in what is said about it', async () => {
		const bytes = await whole(writeArchive(entries()));
		for (const text of ['"format"', 'a\tb\n', 'checksums', '"rows"', '"sha256"', 'ustar']) {
			const changed = Buffer.from(bytes);
			const at = changed.indexOf(text);
			changed.writeUInt8((changed[at + 1] ?? 0) ^ 1, at + 1);
			await expect(read(changed), text).rejects.toMatchObject({ code: 'Damaged' });
		}
	});

	it('fails with what its entries or its bytes failed with', async () => {
		async function* failing(): AsyncGenerator<Entry, unknown> {
			yield entryOf('head.json', Buffer.from('{}'));
			throw new Error('the database went away');
		}
		await expect(whole(writeArchive(failing()))).rejects.toThrow('the database went away');
		const bytes = await whole(writeArchive(entries()));
		async function* torn(): AsyncGenerator<Buffer> {
			yield bytes.subarray(0, 1000);
			throw new Error('the disk cannot be read');
		}
		await expect(
			(async () => {
				for await (const { content } of readArchive(torn())) await whole(content);
			})()
		).rejects.toThrow('the disk cannot be read');
	});

	it('lets go of what it reads from when nobody wants more', async () => {
		let closed = false;
		async function* endless(): AsyncGenerator<Entry, unknown> {
			try {
				for (;;) yield entryOf('more', randomBytes(100_000));
			} finally {
				closed = true;
			}
		}
		for await (const bytes of writeArchive(endless())) if (bytes.length > 0) break;
		expect(closed).toBe(true);
	});
});
