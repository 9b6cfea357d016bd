import { join } from 'node:path';
import type { Config } from '#platform/config.ts';
import { LocalStorage } from './local.ts';
import { readS3Address } from './s3-address.ts';
import { S3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

/**
 * The store that the operator chose: the bucket of STORAGE_URL, or the folder `DATA_DIR/objects`. Asks nothing of the
 * store yet. Throws ConfigError when STORAGE_URL can not be read.
 */
export function openStorage(config: Pick<Config, 'dataDir' | 'storageUrl'>): Storage {
	if (config.storageUrl === null) return new LocalStorage(join(config.dataDir, 'objects'));
	return new S3Storage(readS3Address(config.storageUrl), join(config.dataDir, 'spool'));
}
