import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { freshDatabase, openFresh, type FreshDatabase, type MadeDatabase } from '#support/database.ts';
import type { TestPerson } from '#support/people.ts';
import { freePort } from '#support/program.ts';

/** The built product at work, as a test file sees it. */
export type RunningApp = {
	origin: string;
	fresh: FreshDatabase;
	dataDir: string;
	/** The environment it was started with, for commands that work beside it. */
	env: NodeJS.ProcessEnv;
	/** `fetch` against the app, with its origin and the cookies of whoever was signed in; never follows a redirect. */
	as(cookie: string | null): (path: string, init?: RequestInit) => Promise<Response>;
	/** Signs in and answers the cookie to send. Throws when the app refuses. */
	signIn(person: TestPerson): Promise<string>;
	/** Lets go of it, in `afterAll`. */
	stop(): Promise<void>;
};

/** One in a process, with a database and a data folder, of the calling file's own. */
export type App = RunningApp & {
	/** What the process has printed so far, logs included. */
	output(): string;
	process: ChildProcess;
};

const root = join(import.meta.dirname, '../..');

/** Starts the built app for the calling file alone. `env` adds to its environment. Stop it in `afterAll`. */
export async function startApp(env: Record<string, string> = {}): Promise<App> {
	const fresh = await freshDatabase();
	const { stop: end, ...served } = await serveApp(fresh, env).catch(async (error: unknown) => {
		await fresh.drop();
		throw error;
	});
	const stop = async (): Promise<void> => {
		await end();
		await fresh.drop();
	};
	return { ...served, ...requestsTo(served.origin), fresh, stop };
}

/**
 * The app that all files of a run share, which started with the run: what a file makes in it belongs to an organization of its
 * own, and no file sees another one's. For tests that need settings, an empty database or an end of their own: `startApp`.
 */
export function sharedApp(): RunningApp {
	const { origin, dataDir, env, made } = inject('sharedApp');
	const { owner, database, close } = openFresh(made);
	const fresh = { ...made, owner, database, drop: close };
	return { origin, dataDir, env, fresh, ...requestsTo(origin), stop: close };
}

export type ServedApp = Pick<App, 'origin' | 'dataDir' | 'env' | 'output' | 'process' | 'stop'>;

/** Serves the built app from a database that stands; `stop` ends the process and leaves the database. */
export async function serveApp(made: MadeDatabase, env: Record<string, string>): Promise<ServedApp> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-app-'));
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const environment: NodeJS.ProcessEnv = {
		...process.env,
		DATA_DIR: dataDir,
		DATABASE_URL: made.ownerUrl,
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
		rmSync(dataDir, { recursive: true, force: true });
	};
	try {
		await ready(origin, child, () => output);
	} catch (error) {
		await stop();
		throw error;
	}
	return { origin, dataDir, env: environment, output: () => output, process: child, stop };
}

function requestsTo(origin: string): Pick<RunningApp, 'as' | 'signIn'> {
	const as: RunningApp['as'] =
		(cookie) =>
		(path, init = {}) => {
			const headers = new Headers(init.headers);
			if (!headers.has('origin')) headers.set('origin', origin);
			// As a browser's form does: without it Kit answers actions in its own JSON.
			if (!headers.has('accept')) headers.set('accept', 'text/html');
			if (cookie) headers.set('cookie', cookie);
			return fetch(new URL(path, origin), { redirect: 'manual', ...init, headers });
		};
	const signIn: RunningApp['signIn'] = async ({ email, password }) => {
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
	return { as, signIn };
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
