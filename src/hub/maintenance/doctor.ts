import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import { pendingMigrations } from '#platform/database/migrate.ts';
import { isErrno } from '#platform/errno.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { checkLedger } from './ledger-check.ts';
import { checkObjects } from './objects-check.ts';
import { problemsOf } from './problems.ts';
import { count, databaseVersion, failedTasks, loginFaults, looseTables, type DatabaseCounts } from './sql.ts';

/** What the doctor needs of an installation; it changes nothing but a probe in storage, which it removes. */
export type Patient = {
	config: Config;
	maintenance: Maintenance;
	/** As the app itself connects; null: it has no login yet, because migrations are pending. */
	database: Database | null;
	storage: Storage;
	/** Folder of the numbered SQL files. */
	migrations: string;
};

/** null where nothing could be counted, because something else has to be put right first. */
type Maybe<T> = { [Name in keyof T]: T[Name] | null };

export type Findings = Maybe<DatabaseCounts> & {
	/** Rows that say their bytes are in storage, which are not; null: storage cannot be read. */
	missingObjects: number | null;
	/** Bytes in storage that no row knows; null: storage cannot be read. */
	orphanObjects: number | null;
	/** Erasures that no ledger outside of the database has; null: storage cannot be read. */
	ledgerBehind: number | null;
	ledgerFaults: number | null;
	pendingMigrations: number;
	tablesWithoutForcedRls: number | null;
	appLoginFaults: number | null;
	storageFaults: number;
	databaseVersion: string;
	databaseVersionTooOld: number;
	storage: 'local' | 's3';
	/** Bytes free where DATA_DIR lies. */
	freeDiskBytes: number;
};

export type Details = {
	missing: string[];
	orphans: string[];
	migrations: string[];
	tables: string[];
	login: string[];
	store: string[];
	ledger: string[];
	tasks: { task: string; jobs: number; error: string | null }[];
};

/** `problems`: whole sentences, each with what to do; empty: all is well. */
export type Report = Findings & { details: Details; problems: string[] };

const OLDEST_SERVER = 150_000;

const uncounted: Maybe<DatabaseCounts> = {
	organizations: null,
	customers: null,
	documents: null,
	objects: null,
	objectBytes: null,
	arrivingObjects: null,
	leavingObjects: null,
	staleArrivals: null,
	staleDepartures: null,
	pendingDataRequests: null,
	pendingErasures: null,
	waitingMails: null,
	failedMails: null,
	stuckMails: null,
	waitingJobs: null,
	retryingJobs: null,
	failedJobs: null,
	overdueJobs: null,
	databaseBytes: null
};

/**
 * Looks over a whole installation, whether or not the app is at work. Throws what the database throws when it cannot be
 * reached, and the sentence of `pendingMigrations` when its history is not ours.
 */
export async function examine(patient: Patient): Promise<Report> {
	const { config, maintenance, storage } = patient;
	const [version, migrations, store, freeDiskBytes] = await Promise.all([
		maintenance.transaction(databaseVersion),
		maintenance.transaction((tx) => pendingMigrations(tx, patient.migrations)),
		storage.check({ write: true }),
		freeAt(config.dataDir)
	]);
	const details: Details = {
		missing: [],
		orphans: [],
		migrations,
		tables: [],
		login: [],
		store,
		ledger: [],
		tasks: []
	};
	const findings: Findings = {
		...uncounted,
		missingObjects: null,
		orphanObjects: null,
		ledgerBehind: null,
		ledgerFaults: null,
		pendingMigrations: migrations.length,
		tablesWithoutForcedRls: null,
		appLoginFaults: null,
		storageFaults: store.length,
		databaseVersion: version.text,
		databaseVersionTooOld: version.number < OLDEST_SERVER ? 1 : 0,
		storage: storage.kind,
		freeDiskBytes
	};
	// Before the last migration the tables may not be there to be counted.
	if (migrations.length === 0 && patient.database)
		await countAll(patient, patient.database, findings, details);
	return { ...findings, details, problems: problemsOf(findings, details) };
}

/** Bytes free where a folder lies, or will. */
async function freeAt(folder: string): Promise<number> {
	try {
		const { bavail, bsize } = await statfs(folder);
		return bavail * bsize;
	} catch (error) {
		if (!isErrno(error, 'ENOENT') || dirname(folder) === folder) throw error;
		return freeAt(dirname(folder));
	}
}

async function countAll(
	patient: Patient,
	database: Database,
	findings: Findings,
	details: Details
): Promise<void> {
	const { maintenance, storage } = patient;
	const [counts, tables, login, tasks] = await Promise.all([
		maintenance.transaction(count),
		maintenance.transaction(looseTables),
		loginFaults(database.statement),
		maintenance.transaction(failedTasks)
	]);
	Object.assign(findings, counts, {
		// Without a mail server mail waits in the outbox by design, to be read there.
		stuckMails: patient.config.smtpUrl === null ? 0 : counts.stuckMails,
		tablesWithoutForcedRls: tables.length,
		appLoginFaults: login.faults.length
	});
	details.tables = tables;
	details.tasks = tasks;
	details.login = login.faults.map((fault) => `${login.login} ${fault}`);
	try {
		const objects = await checkObjects(maintenance, storage);
		Object.assign(details, objects);
		findings.missingObjects = objects.missing.length;
		findings.orphanObjects = objects.orphans.length;
		const ledger = await checkLedger(maintenance, patient.config, storage);
		details.ledger = ledger.faults;
		findings.ledgerBehind = ledger.behind;
		findings.ledgerFaults = ledger.faults.length;
	} catch (error) {
		// Why the store cannot be read is among its own faults already.
		if (!isStorageError(error) || details.store.length === 0) throw error;
	}
}
