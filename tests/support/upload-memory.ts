import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upload } from './upload-client.ts';
import { startUploadProcess } from './upload-process.ts';

const MEGABYTE = 1024 * 1024;

export type Growth = { grown: number; peak: number; seconds: number };

/**
 * How many megabytes of resident memory the server process gains while `uploads` files of `size` bytes come in at once:
 * its peak above where it stood after one upload of the same kind.
 */
export async function measureUploads(
	uploads: number,
	size: number,
	storageUrl: string | null
): Promise<Growth> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	const server = await startUploadProcess(dataDir, storageUrl);
	try {
		await upload({ port: server.port, size: MEGABYTE });
		const before = await server.memory();
		const begun = Date.now();
		const outcomes = await Promise.all(
			Array.from({ length: uploads }, () => upload({ port: server.port, size }))
		);
		const seconds = (Date.now() - begun) / 1000;
		const { peak } = await server.memory();
		const refused = outcomes.filter(({ status }) => status !== 200);
		if (refused.length)
			throw new Error(`${refused.length} of ${uploads} uploads were refused: ${refused[0]?.body}`);
		return { grown: (peak - before.now) / MEGABYTE, peak: peak / MEGABYTE, seconds };
	} finally {
		await server.stop();
		await rm(dataDir, { recursive: true, force: true });
	}
}
