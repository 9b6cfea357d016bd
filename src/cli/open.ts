import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { keptPurposes } from '#hub/kept-purposes.ts';
import { readConfig, type Config } from '#platform/config.ts';
import { openDatabase } from '#platform/database/database.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import {
	HalfRestored,
	isBare,
	migrate,
	pendingMigrations,
	UnfitDatabase
} from '#platform/database/migrate.ts';
import { isErrno } from '#platform/errno.ts';
import { setInstance, type Instance } from '#platform/instance.ts';
import { openNotices } from '#platform/live/notices.ts';
import { openLog, type Log } from '#platform/log.ts';
import { openMailReader } from '#platform/mail/mail-reader.ts';
import { openPrinter } from '#platform/pdf/printer.ts';
import { openEmbedded, type Role } from '#platform/postgres/embedded.ts';
import { whyUnreachable } from '#platform/postgres/unreachable.ts';
import { hasKey, openSecrets, withKept } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import { Refusal } from './command.ts';
import { onInterruption } from './interruption.ts';

/** The instance and the addresses that only some commands need. */
export type Opened = {
	instance: Instance;
	/** Superuser's or owner's address, for migrations, bulk work and backups. */
	ownerUrl: string;
	/** The app's login past any pooler, for LISTEN and the job queue. */
	directUrl: string;
	/** True when the database lies below DATA_DIR. */
	embedded: boolean;
	/** Closes everything that was opened; stops the embedded database when nobody else uses it. */
	close(): Promise<void>;
};

export type OpenOptions = {
	root: string;
	env: NodeJS.ProcessEnv;
	config: Config;
	/** `app` for the one process that serves all; everything else is a `guest` of the database. */
	role: Role;
	/** Connections at most. */
	connections?: number;
	log?: Log;
	/** For a server that ends in its own order: told when the embedded database is gone for good. Without it, a signal ends the command. */
	onLost?: (error: Error) => void;
	/** Also when a restore has not ended, for the command that ends it. */
	halfRestored?: boolean;
	/** Given the owner's address before the database is brought up to date; what it throws ends the opening. */
	beforeMigrating?: (ownerUrl: string) => Promise<void>;
};

/** For commands whose output is data: everything the log has to say goes to stderr. */
const quietLog = (): Log => {
	const sink = (line: string): void => void process.stderr.write(line);
	return openLog('warn', sink, sink);
};

/**
 * Opens what every command and server needs: settings, keys, the database brought up to date, and storage; and sets
 * the process-wide instance. Throws ConfigError or AlreadyRunning with a sentence for a person.
 */
export async function openInstance(options: OpenOptions): Promise<Opened> {
	const { config } = options;
	const log = options.log ?? quietLog();
	const owner = await openOwner({ ...options, log });
	const { ownerUrl, embedded } = owner;
	try {
		await reached(async () => options.beforeMigrating?.(ownerUrl));
		// After whoever only looks has refused: it makes one where there is none.
		const instanceKey = openSecrets(config);
		const { applied, appUrl, keptKeys } = await reached(() =>
			migrate({
				ownerUrl,
				appUrl: config.databaseUrl,
				loginSecret: instanceKey.derive('database login'),
				keptKeys: new Map(keptPurposes.map((purpose) => [purpose, instanceKey.derive(purpose)])),
				folder: join(options.root, 'db/migrations'),
				halfRestored: options.halfRestored,
				log: (line) => log.debug(line)
			})
		);
		if (applied.length > 0) log.info(`Applied ${applied.length} changes to the database.`);
		const database = openDatabase(appUrl, {
			max: options.connections ?? 4,
			prepare: config.databaseDirectUrl === null,
			onNotice: (message) => log.debug(message)
		});
		// Beside this bundle (launcher/hub-bundle.js).
		const mailReader = openMailReader({ program: () => new URL('./mail-thread.cjs', import.meta.url) });
		const printer = openPrinter({ program: () => new URL('./paper-thread.cjs', import.meta.url) });
		const storage = openStorage(config);
		const direct = directUrl(config, appUrl);
		const notices = openNotices({ url: direct, channel: 'hub', log });
		const secrets = withKept(instanceKey, keptKeys);
		const instance: Instance = { config, database, storage, secrets, log, mailReader, printer, notices };
		setInstance(instance);
		const close = async (): Promise<void> => {
			await Promise.all([mailReader.close(), printer.close(), notices.close()]);
			await database.close();
			await owner.close();
		};
		return { instance, ownerUrl, directUrl: direct, embedded, close };
	} catch (error) {
		await owner.close();
		throw error;
	}
}

/** The database as its owner finds it: nothing was brought up to date. */
export type Owned = Pick<Opened, 'ownerUrl' | 'embedded' | 'close'>;

/** Reaches the database for a command that must not migrate it. Throws as `openInstance` does. */
export async function openOwner(
	options: Pick<OpenOptions, 'env' | 'config' | 'role' | 'log' | 'onLost'>
): Promise<Owned> {
	const { config } = options;
	const log = options.log ?? quietLog();
	const embedded =
		config.databaseUrl === null
			? await openEmbedded({
					dataDir: config.dataDir,
					role: options.role,
					environment: options.env,
					say: (line) => log.warn(line),
					...(options.onLost && { onLost: options.onLost })
				})
			: null;
	// Given back first, so that the database does not stay behind without a user.
	const interruption = options.onLost || !embedded ? null : onInterruption(() => embedded.close());
	return {
		ownerUrl: embedded?.url ?? config.databaseOwnerUrl ?? config.databaseUrl ?? '',
		embedded: embedded !== null,
		close: async () => {
			await embedded?.close();
			interruption?.forget();
		}
	};
}

/** The first to connect: who set the address wrong is told so, without a stack. */
export async function reached<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof HalfRestored || error instanceof UnfitDatabase) throw new Refusal(error.message);
		if (error instanceof Error && isErrno(error, '42501'))
			throw new Refusal(
				`The database's login may not do what is needed: ${error.message}. It must own the database and may create roles; see "Your own PostgreSQL" in docs/operating.md.`
			);
		const reason = whyUnreachable(error);
		if (reason === null) throw error;
		throw new Refusal(
			`The database cannot be reached: ${reason}. Check DATABASE_URL, and DATABASE_OWNER_URL when it is set.`
		);
	}
}

/** For a command that only looks, before it opens anything: what is not there is not made. */
export function mustBeStarted(config: Config): void {
	if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'postgresql')))
		throw nothingHere(config);
}

/** For the same, once the database is open: an empty one is no proof of anything. */
export async function mustHoldTheApp(config: Config, ownerUrl: string): Promise<void> {
	if (await isBare(ownerUrl)) throw nothingHere(config);
}

/** For the same: bringing a database up to date is more than looking. */
export async function mustBeUpToDate(root: string, ownerUrl: string): Promise<void> {
	const maintenance = openMaintenance(ownerUrl);
	try {
		const pending = await maintenance.transaction((tx) => pendingMigrations(tx, join(root, 'db/migrations')));
		if (pending.length > 0)
			throw new Refusal(
				'The database is of an earlier version, and nothing was looked for. Start the app or run `hub migrate`, then look again.'
			);
	} finally {
		await maintenance.close();
	}
}

/**
 * For the same, where the database holds the app: a key that was made now opens nothing of it, and would give the app's own login another
 * password while the app runs.
 */
export function mustHaveItsKey(config: Config): void {
	if (!hasKey(config))
		throw new Refusal(
			`There is no instance key in ${config.dataDir}, and SECRET_KEY is not set: set DATA_DIR or SECRET_KEY as the app has it.`
		);
}

const nothingHere = ({ databaseUrl, dataDir }: Config): Refusal =>
	new Refusal(
		databaseUrl === null
			? `There is nothing to look at: no app was started on ${dataDir} yet. Start it once, or set DATA_DIR to where it works.`
			: 'There is nothing to look at: this database is empty. `hub migrate` or a start of the app sets it up; if it should hold your data, DATABASE_URL names the wrong one.'
	);

function directUrl(config: Config, appUrl: string): string {
	if (config.databaseDirectUrl === null) return appUrl;
	const direct = new URL(config.databaseDirectUrl);
	const { username, password } = new URL(appUrl);
	direct.username = username;
	direct.password = password;
	return direct.href;
}

/** Reads the environment. With PORT=0 a free port is chosen before anything else, because links hold it. */
export async function readSettings(env: NodeJS.ProcessEnv): Promise<Config> {
	const config = readConfig(env);
	if (config.port !== 0) return config;
	const probe = createServer();
	await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, config.host, resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	const port = typeof address === 'object' && address ? address.port : 0;
	return {
		...config,
		port,
		origin: config.origin.replace(/^http:\/\/localhost:0$/, `http://localhost:${port}`)
	};
}
