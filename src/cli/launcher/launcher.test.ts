import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepCompiled, loadBundle } from './bundle.js';
import { hubBundle } from './hub-bundle.js';
import { fingerprint, isFresh, readStamp, writeStamp } from './stamp.js';
import { buildWeb, isWebFresh } from './web-build.js';

/** A checkout in small: a command that says a word, and a stand-in for Vite that takes its time. */
function checkout(): string {
	const root = mkdtempSync(join(tmpdir(), 'hub-launcher-'));
	onTestFinished(() => rmSync(root, { recursive: true, force: true }));
	mkdirSync(join(root, 'src/cli'), { recursive: true });
	mkdirSync(join(root, 'src/platform/mail/reading'), { recursive: true });
	writeFileSync(join(root, 'src/platform/mail/reading/thread.ts'), '');
	mkdirSync(join(root, 'src/hub/quotes/paper'), { recursive: true });
	writeFileSync(join(root, 'src/hub/quotes/paper/thread.ts'), '');
	mkdirSync(join(root, 'node_modules/vite/bin'), { recursive: true });
	writeFileSync(join(root, 'package.json'), '{"type":"module"}');
	writeFileSync(join(root, 'src/cli/main.ts'), "export const main = (): string => 'first';\n");
	writeFileSync(
		join(root, 'node_modules/vite/bin/vite.js'),
		`import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
		appendFileSync('runs', 'x');
		mkdirSync('build/web', { recursive: true });
		writeFileSync('build/web/half', '');
		setTimeout(() => writeFileSync('build/web/handler-one.cjs', ''), 150);`
	);
	return root;
}

const wordOf = async (root: string): Promise<string> =>
	(loadBundle(await hubBundle(root)) as { main: () => string }).main();
const runs = (root: string): number => readFileSync(join(root, 'runs'), 'utf8').length;
const touch = (path: string): void => utimesSync(path, 1, 1);

describe('what counts as built', () => {
	it('is told by names, sizes and times, and, when only times differ, by content', () => {
		const root = checkout();
		const stampFile = join(root, 'stamp.json');
		const sources = () => fingerprint(root, ['src', 'package.json', 'not-there.ts']);
		const fresh = () => isFresh(stampFile, readStamp(stampFile), sources());
		expect(fresh()).toBe(false);
		writeStamp(stampFile, { quick: sources().quick, content: sources().content() });
		expect(fresh()).toBe(true);
		touch(join(root, 'src/cli/main.ts'));
		expect(fresh()).toBe(true);
		expect(readStamp(stampFile)?.quick).toBe(sources().quick);
		writeFileSync(join(root, 'src/cli/other.test.ts'), '');
		expect(fresh()).toBe(true);
		writeFileSync(join(root, 'src/cli/other.ts'), '');
		expect(fresh()).toBe(false);
		writeFileSync(stampFile, '{"quick":');
		expect(fresh()).toBe(false);
	});
});

describe('the bundled command', () => {
	it('is made again when its sources change, and only then', async () => {
		const root = checkout();
		expect(await wordOf(root)).toBe('first');
		const first = await hubBundle(root);
		expect(await hubBundle(root)).toBe(first);
		writeFileSync(join(root, 'src/cli/main.ts'), "export const main = (): string => 'second';\n");
		expect(await wordOf(root)).toBe('second');
		expect(existsSync(first)).toBe(true);
	});

	it('is whole for everyone who makes it at once', async () => {
		const root = checkout();
		const addresses = await Promise.all([hubBundle(root), hubBundle(root), hubBundle(root)]);
		expect(new Set(addresses).size).toBe(1);
		expect(readdirSync(join(root, 'build/hub')).filter((name) => name.includes('new'))).toEqual([]);
	});

	it('still works after a copy of the checkout, which changes every time stamp', async () => {
		const root = checkout();
		await hubBundle(root);
		const copy = `${root}-copy`;
		onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
		cpSync(root, copy, { recursive: true });
		const bundles = readdirSync(join(copy, 'build/hub'));
		expect(await wordOf(copy)).toBe('first');
		expect(readdirSync(join(copy, 'build/hub'))).toEqual(bundles);
	});
});

describe('the compiled code of a bundle', () => {
	const compiled = (folder: string) =>
		readdirSync(folder)
			.filter((name) => name.endsWith('.compiled'))
			.map((name) => join(folder, name));
	const bundle = (): { folder: string; file: string; say: () => string } => {
		const folder = mkdtempSync(join(tmpdir(), 'hub-bundle-'));
		onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
		const file = join(folder, 'word.cjs');
		writeFileSync(file, "exports.word = () => 'a word from ' + require('node:path').basename(__filename);");
		return { folder, file, say: () => (loadBundle(file) as { word: () => string }).word() };
	};

	it('is kept once, and taken the next time', () => {
		const { folder, say } = bundle();
		expect(say()).toBe('a word from word.cjs');
		expect(compiled(folder)).toEqual([]);
		keepCompiled();
		const [kept = ''] = compiled(folder);
		touch(kept);
		expect(say()).toBe('a word from word.cjs');
		keepCompiled();
		expect(compiled(folder)).toEqual([kept]);
		expect(statSync(kept).mtimeMs).toBe(1000);
	});

	it('is made again when V8 does not take it', () => {
		const { folder, file, say } = bundle();
		say();
		keepCompiled();
		const [kept = ''] = compiled(folder);
		touch(kept);
		writeFileSync(file, "exports.word = () => 'another word';");
		expect(say()).toBe('another word');
		keepCompiled();
		expect(statSync(kept).mtimeMs).toBeGreaterThan(1000);
	});

	it('that can be kept nowhere stops nobody', () => {
		const { folder, say } = bundle();
		say();
		rmSync(folder, { recursive: true });
		expect(keepCompiled).not.toThrow();
	});
});

describe('the built web application', () => {
	const silent = (): void => undefined;

	it('is built once by several who need it, and not again', async () => {
		const root = checkout();
		await Promise.all([buildWeb(root, silent), buildWeb(root, silent)]);
		expect(isWebFresh(root)).toBe(true);
		expect(runs(root)).toBe(1);
		await buildWeb(root, silent);
		expect(runs(root)).toBe(1);
		writeFileSync(join(root, 'src/page.svelte'), '<p>new</p>');
		expect(isWebFresh(root)).toBe(false);
	});

	it('killed in the middle it counts as not built, and its lock holds nobody up', async () => {
		const root = checkout();
		await buildWeb(root, silent);
		writeFileSync(join(root, 'src/page.svelte'), '<p>new</p>');
		const script = `import(${JSON.stringify(join(import.meta.dirname, 'web-build.js'))}).then((m) => m.buildWeb(${JSON.stringify(root)}, () => undefined))`;
		const builder = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
		await expect.poll(() => runs(root)).toBe(2);
		builder.kill('SIGKILL');
		await once(builder, 'exit');
		expect(existsSync(join(root, 'build/web.lock'))).toBe(true);
		expect(isWebFresh(root)).toBe(false);
		await buildWeb(root, silent);
		expect(isWebFresh(root)).toBe(true);
		expect(runs(root)).toBe(3);
	});

	it('says what the builder said when it fails', async () => {
		const root = checkout();
		writeFileSync(
			join(root, 'node_modules/vite/bin/vite.js'),
			"console.error('no such component'); process.exit(1);"
		);
		await expect(buildWeb(root, silent)).rejects.toThrow(/The build failed \(1\):\nno such component/);
		expect(isWebFresh(root)).toBe(false);
	});
});
