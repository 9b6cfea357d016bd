import { join } from 'node:path';
import { isHalfRestored } from '#hub/backups/restore.ts';
import { examine, type Report } from '#hub/maintenance/doctor.ts';
import { reportInWords } from '#hub/maintenance/report.ts';
import { retryFailedJobs } from '#hub/maintenance/sql.ts';
import { mendLedger } from '#hub/privacy/ledger-keeping.ts';
import { LedgerFault } from '#hub/privacy/ledger-reading.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { HalfRestored, pendingMigrations } from '#platform/database/migrate.ts';
import type { Instance } from '#platform/instance.ts';
import { openStorage } from '#platform/storage/open.ts';
import { defineCommand } from './command.ts';
import {
	mustBeStarted,
	mustHaveItsKey,
	mustHoldTheApp,
	openInstance,
	readSettings,
	type Opened
} from './open.ts';

export const command = defineCommand({
	summary: 'Looks the installation over: database, storage, jobs, mail, rights.',
	usage: '[--retry-jobs] [--mend-ledger] [--json]',
	details: `
Works whether or not the app is running, and changes nothing. Ends with 1 when something is wrong, and says what to do.

  --retry-jobs   first lets jobs that failed for good run once more
  --mend-ledger  first writes into the ledger of erasures and its copy in storage what either lacks, of each other and of the
                 database; a damaged file is written anew, and the old one stays beside it
  --json         prints all counts, "details" and "problems" on one line`,
	options: {
		json: { type: 'boolean' },
		'retry-jobs': { type: 'boolean' },
		'mend-ledger': { type: 'boolean' }
	},
	async run({ root, env, values }) {
		const report = await examineFrom(root, env, values);
		console.log(values.json ? JSON.stringify(report) : reportInWords(report));
		return report.problems.length === 0 ? 0 : 1;
	}
});

/** A database that is behind is reported as it is: looking must not migrate it. */
class Behind extends Error {
	constructor(readonly report: Report) {
		super('migrations are pending');
	}
}

type First = { 'retry-jobs'?: boolean | undefined; 'mend-ledger'?: boolean | undefined };

async function examineFrom(root: string, env: NodeJS.ProcessEnv, first: First): Promise<Report> {
	const config = await readSettings(env);
	mustBeStarted(config);
	const migrations = join(root, 'db/migrations');
	const through = async <T>(ownerUrl: string, work: (maintenance: Maintenance) => Promise<T>): Promise<T> => {
		const maintenance = openMaintenance(ownerUrl);
		try {
			return await work(maintenance);
		} finally {
			await maintenance.close();
		}
	};
	const beforeMigrating = async (ownerUrl: string) => {
		await mustHoldTheApp(config, ownerUrl);
		// Its tables may not be there to be looked at.
		if (await isHalfRestored(ownerUrl)) throw new HalfRestored();
		await through(ownerUrl, async (maintenance) => {
			const pending = await maintenance.transaction((tx) => pendingMigrations(tx, migrations));
			if (pending.length === 0) return;
			const storage = openStorage(config);
			throw new Behind(await examine({ config, maintenance, database: null, storage, migrations }));
		});
		mustHaveItsKey(config);
	};
	let opened: Opened;
	try {
		opened = await openInstance({ root, env, config, role: 'guest', beforeMigrating });
	} catch (error) {
		if (error instanceof Behind) return error.report;
		throw error;
	}
	try {
		return await through(opened.ownerUrl, async (maintenance) => {
			if (first['retry-jobs']) await maintenance.transaction(retryFailedJobs);
			if (first['mend-ledger']) await mend(opened.instance, maintenance);
			return examine({ ...opened.instance, maintenance, migrations });
		});
	} finally {
		await opened.close();
	}
}

/** Where the ledger is no file, the report says so. */
async function mend(instance: Instance, maintenance: Maintenance): Promise<void> {
	try {
		const old = await mendLedger(instance, maintenance);
		if (old !== null) console.error(`The ledger of erasures was written anew; the damaged one is ${old}.`);
	} catch (error) {
		if (!(error instanceof LedgerFault)) throw error;
	}
}
