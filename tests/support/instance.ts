import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#platform/config.ts';
import { openDatabase } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { openNotices } from '#platform/live/notices.ts';
import { openLog } from '#platform/log.ts';
import { openSecrets } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { openTestMailReader } from '#support/mail-reader.ts';
import { openTestPrinter } from '#support/printer.ts';

/** What a process opens, on a database and a data folder of its own. */
export type TestInstance = Instance & {
	fresh: FreshDatabase;
	/** Lines that the log wrote. */
	lines: string[];
	close(): Promise<void>;
};

/** For tests of verbs that keep files or sign: the real database, storage, keys and log of one process. */
export async function openTestInstance(env: Record<string, string> = {}): Promise<TestInstance> {
	const [fresh, dataDir] = await Promise.all([freshDatabase(), mkdtemp(join(tmpdir(), 'hub-test-data-'))]);
	const config = readConfig({ DATA_DIR: dataDir, DATABASE_URL: fresh.appUrl, ...env });
	const database = openDatabase(fresh.appUrl, { max: 6, prepare: true });
	const mailReader = openTestMailReader();
	const printer = openTestPrinter();
	const lines: string[] = [];
	const keep = (line: string) => void lines.push(line);
	const log = openLog('debug', keep, keep);
	const notices = openNotices({ url: fresh.appUrl, channel: 'hub', log });
	return {
		config,
		database,
		storage: openStorage(config),
		secrets: openSecrets(config),
		log,
		mailReader,
		printer,
		notices,
		fresh,
		lines,
		close: async () => {
			await Promise.all([mailReader.close(), printer.close(), notices.close()]);
			await database.close();
			await fresh.drop();
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}
