import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A port of the loopback address that nobody listens on now. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

function answers(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => socket.destroy());
		socket.once('error', () => undefined);
		socket.once('close', (failed) => resolve(!failed));
	});
}

/** Servers that one suite started, in the order in which they were. */
export class Processes {
	private readonly running: ChildProcess[] = [];

	/** What the servers say goes to the file `log`, which is shown when one does not come up. */
	constructor(private readonly log: string) {}

	/** Starts a program in the foreground and waits until it listens on the port. Throws when it ends or takes 30 s. */
	async start(
		program: string,
		args: string[],
		port: number,
		uid?: { uid: number; gid: number }
	): Promise<void> {
		const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...uid });
		this.running.push(child);
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => appendFileSync(this.log, chunk));
		child.on('error', (error) => appendFileSync(this.log, `${error.message}\n`));
		for (let tries = 0; tries < 300; tries += 1) {
			if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break;
			if (await answers(port)) return;
			await wait(100);
		}
		throw new Error(`${program} did not come up; see ${this.log}`);
	}

	/** Ends all of them, the youngest first. */
	async stop(): Promise<void> {
		for (const child of this.running.reverse()) {
			if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
			child.kill('SIGTERM');
			const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
			await once(child, 'exit');
			clearTimeout(patience);
		}
	}
}

/** Runs a program to its end. Throws with all that it said when it fails. */
export async function run(
	program: string,
	args: string[],
	options: { cwd?: string; uid?: number; gid?: number } = {}
): Promise<string> {
	const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (output += String(chunk)));
	const [code] = (await once(child, 'close')) as [number | null];
	if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${output}`);
	return output;
}
