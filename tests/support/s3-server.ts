import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

export type S3Server = {
	port: number;
	url(query?: string): string;
	stop(): Promise<void>;
	files(): Promise<string[]>;
	/** Where it keeps them. */
	directory: string;
};

/** An S3 server in this process with one bucket `hub`. It checks no signature. */
export async function startS3Server(): Promise<S3Server> {
	const directory = await mkdtemp(join(tmpdir(), 'hub-s3-'));
	const server = new S3rver({
		port: 0,
		address: '127.0.0.1',
		silent: true,
		directory,
		resetOnClose: false,
		configureBuckets: [{ name: 'hub', configs: [] }]
	});
	const address: AddressInfo = await server.run();
	return {
		port: address.port,
		url: (query = '') => `s3://S3RVER:S3RVER@127.0.0.1:${address.port}/hub?tls=0${query}`,
		directory,
		files: () => readdir(join(directory, 'hub'), { recursive: true }),
		async stop() {
			await server.close();
			await rm(directory, { recursive: true, force: true });
		}
	};
}
