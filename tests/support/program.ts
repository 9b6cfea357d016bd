import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readAccounts, type Account } from '#platform/postgres/account.ts';
import { readPostmaster, worksIn } from '#platform/postgres/postmaster.ts';
import { throwAwayHome } from '#support/throw-away.ts';

export const checkout = join(import.meta.dirname, '../..');
export const asRoot = process.getuid?.() === 0;

/** Somebody ordinary to run the app as, when the tests run as root. */
export const ordinaryUser: Account | null = asRoot
	? (readAccounts().find(({ name }) => name === 'nobody') ?? null)
	: null;

export async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('no free port');
	return address.port;
}

/** A data folder, and what stops whatever still works in it and removes it. */
export function newDataFolder(owner: Account | null = null): { folder: string; remove: () => void } {
	const folder = mkdtempSync(join(throwAwayHome(), 'hub-life-'));
	if (owner) chownSync(folder, owner.uid, owner.gid);
	else chmodSync(folder, 0o711);
	const remove = (): void => {
		for (const dataDir of [folder, join(folder, 'data')]) {
			const server = serverOf(dataDir);
			if (server) process.kill(server, 'SIGQUIT');
		}
		rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
	};
	return { folder, remove };
}

/** A data folder for the test that asks for it. */
export function dataFolder(owner: Account | null = null): string {
	const { folder, remove } = newDataFolder(owner);
	onTestFinished(remove);
	return folder;
}

export const clusterOf = (dataDir: string): string => join(dataDir, 'postgresql/17');

/** The number of the database server at work below a data folder; null when there is none. */
export function serverOf(dataDir: string): number | null {
	const server = readPostmaster(clusterOf(dataDir));
	return server && worksIn(server.pid, clusterOf(dataDir)) ? server.pid : null;
}

export type Program = {
	child: ChildProcess;
	pid: number;
	origin: string;
	/** All it has printed so far. */
	output(): string;
	/** Its exit code, or the name of the signal that ended it. */
	ended: Promise<number | string>;
	/** Resolves when `/readyz` says 200; throws with the output when it ends before. */
	ready(): Promise<void>;
};

export type ProgramOptions = {
	dataDir: string;
	env?: Record<string, string>;
	user?: Account | null;
};

/** Runs a program of the checkout (`['bin/hub', 'start']`, or `['npm', 'start']`) in its own process group. */
export async function run(
	[program = '', ...args]: string[],
	{ dataDir, env = {}, user = null }: ProgramOptions
): Promise<Program> {
	const port = await freePort();
	const command = program === 'npm' ? 'npm' : process.execPath;
	const child = spawn(command, program === 'npm' ? args : [program, ...args], {
		cwd: checkout,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			PATH: process.env['PATH'],
			HOME: dataDir,
			DATA_DIR: join(dataDir, 'data'),
			PORT: String(port),
			DEMO: '0',
			npm_config_update_notifier: 'false',
			...env
		},
		...(user && { uid: user.uid, gid: user.gid })
	});
	const pid = child.pid ?? 0;
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	const ended = new Promise<number | string>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve(code ?? signal ?? 'nothing'));
	});
	if (expect.getState().currentTestName) onTestFinished(() => signalGroup(pid, 'SIGKILL'));
	const origin = `http://localhost:${port}`;
	let over = false;
	void ended.then(() => (over = true));
	const ready = async (): Promise<void> => {
		while (!over) {
			const answer = await fetch(`${origin}/readyz`).catch(() => null);
			if (answer?.status === 200) return;
			await new Promise((resolve) => setTimeout(resolve, 15));
		}
		throw new Error(`It ended before it was ready:\n${output}`);
	};
	return { child, pid, origin, output: () => output, ended, ready };
}

/** Sends a signal to a process group, as Ctrl+C does; one that is gone is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}

/** Living processes whose parent is `pid`. */
export function childrenOf(pid: number): number[] {
	return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
		.trim()
		.split(/\s+/)
		.filter(Boolean)
		.map(Number);
}
