import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { Notices } from './live/notices.ts';
import type { Log } from './log.ts';
import type { MailReader } from './mail/mail-reader.ts';
import type { Printer } from './pdf/printer.ts';
import type { Secrets } from './secrets.ts';
import type { Storage } from './storage/storage.ts';

/** What one process shares: opened by the launcher, used by every route and job. */
export type Instance = {
	config: Config;
	database: Database;
	storage: Storage;
	secrets: Secrets;
	log: Log;
	mailReader: MailReader;
	printer: Printer;
	/** What other transactions, of any process, tell live pages. */
	notices: Notices;
};

const key = Symbol.for('customer-hub.instance');
type Holder = { [key]?: Instance };

/** The launcher and the web application are two bundles of one process, so the hand-over goes by a global symbol. */
export function setInstance(instance: Instance): void {
	(globalThis as Holder)[key] = instance;
}

/** Throws when the launcher has not opened it: a route cannot run before `hub web` did. */
export function instance(): Instance {
	const opened = (globalThis as Holder)[key];
	if (!opened) throw new Error('The instance is not open yet: start the app with `hub start` or `hub web`.');
	return opened;
}
