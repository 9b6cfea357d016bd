import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import type { TestPerson } from '#support/people.ts';

/** The built product, served by a process of its own from a database and a data folder of its own. */
export type App = {
	origin: string;
	fresh: FreshDatabase;
	dataDir: string;
	/** The environment it was started with, for commands that work beside it. */
	env: NodeJS.ProcessEnv;
	/** What the process has printed so far, logs included. */
	output(): string;
	process: ChildProcess;
	/** `fetch` against the app, with its origin and the cookies of whoever was signed in; never follows a redirect. */
	as(cookie: string | null): (path: string, init?: RequestInit) => Promise<Response>;
	/** Signs in and answers the cookie to send. Throws when the app refuses. */
	signIn(person: TestPerson): Promise<string>;
	stop(): Promise<void>;
};

const root = join(import.meta.dirname, '../..');

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('no free port');
	return address.port;
}

/** Starts the built app and waits until it is ready. `env` adds to its environment. Stop it in `afterAll`. */
export async function startApp(env: Record<string, string> = {}): Promise<App> {
	const fresh = await freshDatabase();
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-app-'));
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const environment: NodeJS.ProcessEnv = {
		...process.env,
		DATA_DIR: dataDir,
		DATABASE_URL: fresh.ownerUrl,
		PORT: String(port),
		ORIGIN: origin,
		DEMO: '0',
		SECRET_KEY: 'the key of every test',
		...env
	};
	const child = spawn(process.execPath, ['bin/hub', 'start'], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: environment
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const stop = async (): Promise<void> => {
		if (child.exitCode === null && child.signalCode === null) {
			const closed = new Promise((resolve) => child.once('close', resolve));
			child.kill('SIGTERM');
			await closed;
		}
		await fresh.drop();
		rmSync(dataDir, { recursive: true, force: true });
	};
	try {
		await ready(origin, child, () => output);
	} catch (error) {
		await stop();
		throw error;
	}
	const as =
		(cookie: string | null) =>
		(path: string, init: RequestInit = {}): Promise<Response> => {
			const headers = new Headers(init.headers);
			if (!headers.has('origin')) headers.set('origin', origin);
			// As a browser's form does: without it Kit answers actions in its own JSON.
			if (!headers.has('accept')) headers.set('accept', 'text/html');
			if (cookie) headers.set('cookie', cookie);
			return fetch(new URL(path, origin), { redirect: 'manual', ...init, headers });
		};
	const signIn = async ({ email, password }: TestPerson): Promise<string> => {
		const response = await as(null)('/sign-in', {
			method: 'POST',
			headers: { accept: 'text/html' },
			body: new URLSearchParams({ email, password })
		});
		const cookie = response.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');
		if (response.status !== 303 || !cookie) throw new Error(`sign-in answered ${response.status}`);
		return cookie;
	};
	return { origin, fresh, dataDir, env: environment, output: () => output, process: child, as, signIn, stop };
}

async function ready(origin: string, child: ChildProcess, output: () => string): Promise<void> {
	const until = Date.now() + 60_000;
	while (Date.now() < until) {
		if (child.exitCode !== null || child.signalCode !== null) break;
		const answer = await fetch(`${origin}/readyz`).catch((cause: unknown) => {
			// Not listening yet.
			if (cause instanceof TypeError) return null;
			throw cause;
		});
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 30));
	}
	throw new Error(`The app did not become ready. It said:\n${output()}`);
}
