import { spawn } from 'node:child_process';
import {
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fingerprint, isFresh, readStamp, writeStamp } from './stamp.js';

const longestBuild = 600_000;
const endings = ['SIGINT', 'SIGTERM'];
const sources = [
	'src',
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'svelte.adapter.js',
	'vite.config.ts',
	'vite.page-script.ts',
	'tsconfig.json'
];

/** @param {string} root */
function paths(root) {
	const folder = join(root, 'build');
	return {
		folder,
		stamp: join(folder, 'web.json'),
		lock: join(folder, 'web.lock'),
		web: join(folder, 'web')
	};
}

/**
 * @param {string} root the checkout
 * @returns {string | null} the bundle of the web application, whose name changes with its content; null: not built
 */
export function webBundle(root) {
	const { web } = paths(root);
	const name = existsSync(web) && readdirSync(web).find((file) => /^handler-\w+\.cjs$/.test(file));
	return name ? join(web, name) : null;
}

/**
 * @param {string} root the checkout
 * @returns {boolean} true when the web application is built from the sources as they are
 */
export function isWebFresh(root) {
	const { stamp } = paths(root);
	return webBundle(root) !== null && isFresh(stamp, readStamp(stamp), fingerprint(root, sources));
}

/**
 * Builds the web application with Vite when it is not fresh. Of several processes that want to, one builds and the
 * others wait for it. The stamp is removed first and written last, so that a killed build counts as none.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function buildWeb(root, say) {
	const { folder, stamp, lock } = paths(root);
	mkdirSync(folder, { recursive: true });
	while (!takeLock(lock)) await wait(100);
	try {
		if (isWebFresh(root)) return;
		const started = Date.now();
		say('Building the web application (once; later starts skip this) …');
		const now = fingerprint(root, sources);
		rmSync(stamp, { force: true });
		await runVite(root);
		writeStamp(stamp, { quick: now.quick, content: now.content() });
		say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
	} finally {
		rmSync(lock, { force: true });
	}
}

/**
 * @param {string} lock a file that holds the number of the process that builds
 * @returns {boolean} true when it is ours now; one left by a killed process is taken away first
 */
function takeLock(lock) {
	const aside = `${lock}.${process.pid}`;
	writeFileSync(aside, String(process.pid));
	try {
		linkSync(aside, lock);
		return true;
	} catch {
		dropDeadLock(lock, aside);
		return false;
	} finally {
		rmSync(aside, { force: true });
	}
}

/**
 * Another waiting process may have taken the lock meanwhile: what was moved away is looked at, and put back if alive.
 * @param {string} lock
 * @param {string} aside
 */
function dropDeadLock(lock, aside) {
	if (holderLives(lock)) return;
	try {
		renameSync(lock, aside);
		if (holderLives(aside)) linkSync(aside, lock);
	} catch (error) {
		if (!hasCode(error, 'ENOENT', 'EEXIST')) throw error;
	}
}

/** @param {string} lock */
function holderLives(lock) {
	try {
		if (Date.now() - statSync(lock).mtimeMs > longestBuild) return false;
		process.kill(Number(readFileSync(lock, 'utf8')), 0);
		return true;
	} catch (error) {
		return hasCode(error, 'EPERM', 'ENOENT');
	}
}

/**
 * @param {unknown} error
 * @param {string[]} codes
 */
const hasCode = (error, ...codes) =>
	error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** @param {string} root */
function runVite(root) {
	const vite = join(root, 'node_modules/vite/bin/vite.js');
	const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, NODE_ENV: 'production' }
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
	child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
	const end = () => child.kill('SIGTERM');
	for (const signal of endings) process.on(signal, end);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			for (const ending of endings) process.off(ending, end);
			if (code === 0) resolve(undefined);
			else reject(new Error(`The build failed (${signal ?? code}):\n${output.trim()}`));
		});
	});
}

/**
 * Runs `bin/build` in a process of its own, so that the builder's memory is not the app's.
 * @param {string} root
 * @returns {Promise<'built' | 'failed' | 'interrupted'>}
 */
export function buildApart(root) {
	const child = spawn(process.execPath, [join(root, 'bin/build')], { stdio: 'inherit' });
	let interrupted = false;
	const end = () => {
		interrupted = true;
		child.kill('SIGTERM');
	};
	for (const signal of endings) process.on(signal, end);
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code) => {
			for (const signal of endings) process.off(signal, end);
			resolve(interrupted ? 'interrupted' : code === 0 ? 'built' : 'failed');
		});
	});
}
