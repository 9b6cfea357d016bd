import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeWhole } from './backup.ts';

test('of two backups into one file at once, what stands there is never half of one', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'hub-backup-'));
	onTestFinished(() => rm(folder, { recursive: true }));
	const path = join(folder, 'hub.tar');
	let goOn = () => {};
	const first = new Promise<void>((resolve) => (goOn = resolve));
	let endSecond = () => {};
	const second = new Promise<void>((resolve) => (endSecond = resolve));
	async function* slow(text: string, begun: () => void, until: Promise<void>) {
		yield Buffer.from(`${text} begins, `);
		begun();
		await until;
		yield Buffer.from(`${text} ends`);
	}
	let secondBegan = () => {};
	const meanwhile = new Promise<void>((resolve) => (secondBegan = resolve));
	const one = writeWhole(
		path,
		slow('one', () => undefined, first)
	);
	await expect.poll(() => readdir(folder)).toHaveLength(1);
	const other = writeWhole(path, slow('other', secondBegan, second));
	await meanwhile;
	goOn();
	await expect(one).rejects.toThrow('Another backup is being written');
	await expect(stat(path)).rejects.toThrow('ENOENT');
	endSecond();
	await other;
	expect(await readFile(path, 'utf8')).toBe('other begins, other ends');
	expect(await readdir(folder)).toEqual(['hub.tar']);
});
