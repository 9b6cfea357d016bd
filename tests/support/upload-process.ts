import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export type Memory = { now: number; peak: number };

export type UploadProcess = {
	port: number;
	/** Resident bytes, and their peak since the last time one asked. */
	memory(): Promise<Memory>;
	stop(): Promise<void>;
};

/** The upload server of `upload-server.ts`, bundled and in a process of its own, so that its memory can be measured. */
export async function startUploadProcess(dataDir: string, storageUrl: string | null): Promise<UploadProcess> {
	const outfile = resolve(`.cache/upload-process-${process.pid}.mjs`);
	await build({
		entryPoints: [join(import.meta.dirname, 'upload-process-main.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external'
	});
	const child = fork(outfile, [dataDir, storageUrl ?? ''], { execArgv: [] });
	const { port } = await answer<{ port: number }>(child);
	return {
		port,
		async memory() {
			child.send('memory');
			return answer<Memory>(child);
		},
		async stop() {
			child.disconnect();
			await once(child, 'exit');
			await rm(outfile);
		}
	};
}

async function answer<T>(child: ChildProcess): Promise<T> {
	const [message] = (await once(child, 'message')) as [T];
	return message;
}
