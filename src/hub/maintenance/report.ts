import type { Findings, Report } from './doctor.ts';

type Counted = {
	[Name in keyof Findings]: Findings[Name] extends number | null ? Name : never;
}[keyof Findings];

/** What each line of the table says, and whether anything but 0 is wrong. */
const lines: [name: Counted, words: string, mustBeZero: boolean][] = [
	['organizations', 'organizations', false],
	['customers', 'customers', false],
	['documents', 'documents', false],
	['objects', 'files in storage, by the database', false],
	['missingObjects', 'files that are not in storage', true],
	['orphanObjects', 'files that the database does not know', true],
	['arrivingObjects', 'uploads under way', false],
	['staleArrivals', 'uploads unfinished for over a day', true],
	['leavingObjects', 'deleted files on their way out', false],
	['staleDepartures', 'deleted files still there after a day', true],
	['pendingDataRequests', 'customers who ask to be deleted', false],
	['pendingErasures', 'approved deletions not finished', true],
	['ledgerBehind', 'deletions that the ledger lacks', true],
	['ledgerFaults', 'faults of the ledger of deletions', true],
	['waitingJobs', 'jobs waiting', false],
	['retryingJobs', 'jobs that failed and are tried again', false],
	['failedJobs', 'jobs that failed for good', true],
	['overdueJobs', 'jobs overdue by an hour', true],
	['waitingMails', 'mails waiting', false],
	['failedMails', 'mails that could not be delivered', false],
	['stuckMails', 'mails waiting for over a day', true],
	['pendingMigrations', 'migrations not run', true],
	['tablesWithoutForcedRls', 'tables without forced row-level security', true],
	['appLoginFaults', 'rights too many of the app’s login', true],
	['storageFaults', 'faults of the storage', true],
	['databaseVersionTooOld', 'database version too old', true]
];

const size = (bytes: number) =>
	bytes < 2 ** 20
		? `${Math.ceil(bytes / 1024)} KB`
		: bytes < 2 ** 30
			? `${(bytes / 2 ** 20).toFixed(1)} MB`
			: `${(bytes / 2 ** 30).toFixed(1)} GB`;

/** The report as a table for a person, with what to do below it. */
export function reportInWords(report: Report): string {
	const rows = lines.map(([name, words, mustBeZero]) => {
		const count = report[name];
		const mark = !mustBeZero ? ' ' : count === null ? '?' : count === 0 ? '✓' : '✗';
		return `${mark} ${String(count ?? '-').padStart(9)}  ${words}`;
	});
	const facts = [
		`  PostgreSQL ${report.databaseVersion}${report.databaseBytes === null ? '' : `, ${size(report.databaseBytes)}`}`,
		`  Storage ${report.storage === 's3' ? 'in a bucket' : 'in a local folder'}${report.objectBytes === null ? '' : `, ${size(report.objectBytes)}`}`,
		`  ${size(report.freeDiskBytes)} free where DATA_DIR lies`
	];
	const verdict = report.problems.length
		? report.problems.map((problem) => `✗ ${problem}`)
		: ['All is well.'];
	return [...rows, '', ...facts, '', ...verdict].join('\n');
}
