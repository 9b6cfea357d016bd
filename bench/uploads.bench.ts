import { measureUploads } from '../tests/support/upload-memory.ts';
import type { Row } from './compare.ts';

/** Memory that the server gains while 20 files of 50 MB come in at once, against the 64 MB that it may gain. */
export async function compare(): Promise<Row[]> {
	const { grown, seconds } = await measureUploads(20, 50 * 1024 * 1024, null);
	const name = `20 uploads of 50 MB at once (${seconds.toFixed(1)} s)`;
	return [{ name, against: '64 MB of memory', ratio: grown / 64, goal: '<= 1' }];
}
