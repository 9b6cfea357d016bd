import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

export async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('no free port');
	return address.port;
}

export type Running = { origin: string; stop(): Promise<void> };

export type Command = {
	file: string;
	args: string[];
	cwd: string;
	env: Record<string, string>;
	port: number;
};

/** Starts a server and waits until `path` answers 200. Throws what it printed when it ends before. */
export async function startServer({ file, args, cwd, env, port }: Command, path: string): Promise<Running> {
	const child = spawn(file, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
	const stop = async (): Promise<void> => {
		child.kill('SIGTERM');
		await closed;
	};
	const origin = `http://127.0.0.1:${port}`;
	const until = Date.now() + 60_000;
	while (Date.now() < until && child.exitCode === null) {
		const answer = await fetch(origin + path).catch((cause: unknown) => {
			// Not listening yet.
			if (cause instanceof TypeError) return null;
			throw cause;
		});
		await answer?.body?.cancel();
		if (answer?.ok) return { origin, stop };
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	await stop();
	throw new Error(`${[file, ...args].join(' ')} did not answer. It said:\n${output}`);
}

/** Runs a program to its end. Throws what it printed when it fails. */
export async function run(
	file: string,
	args: string[],
	cwd: string,
	env: Record<string, string> = {}
): Promise<void> {
	const child = spawn(file, args, {
		cwd,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	if (code !== 0) throw new Error(`${[file, ...args].join(' ')} failed:\n${output}`);
}
