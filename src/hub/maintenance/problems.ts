import type { Details, Findings } from './doctor.ts';

const GIGABYTE = 2 ** 30;
/** Keys named in a sentence; the rest are counted. */
const NAMED = 5;

const some = (all: string[]) =>
	all.slice(0, NAMED).join(', ') + (all.length > NAMED ? ` and ${all.length - NAMED} more` : '');
const number = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** What is wrong and what to do about it, a sentence or two each. */
export function problemsOf(found: Findings, details: Details): string[] {
	const problems: string[] = [];
	const say = (count: number | null, sentence: (count: number) => string) => {
		if (count) problems.push(sentence(count));
	};
	say(
		found.databaseVersionTooOld,
		() => `PostgreSQL ${found.databaseVersion} is too old: move to 15 or newer.`
	);
	say(
		found.pendingMigrations,
		(n) =>
			`${number(n, 'migration has', 'migrations have')} not run (${some(details.migrations)}): run \`hub migrate\`, then look again.`
	);
	for (const fault of details.store) problems.push(`Storage: ${fault}`);
	say(
		found.missingObjects,
		(n) =>
			`${number(n, 'file is', 'files are')} named in the database but not in storage (${some(details.missing)}). Put the storage folder or bucket back as it was, or restore it from a backup.`
	);
	say(
		found.orphanObjects,
		(n) =>
			`${number(n, 'file lies', 'files lie')} in storage that no row of the database knows (${some(details.orphans)}). If this storage belongs to this database alone, delete them there: nobody can reach them through the app.`
	);
	say(
		found.staleArrivals,
		(n) =>
			`${number(n, 'upload has', 'uploads have')} been unfinished for over a day: the worker that sweeps them is not running. Start the app or \`hub worker\`.`
	);
	say(
		found.staleDepartures,
		(n) =>
			`${number(n, 'deleted file is', 'deleted files are')} still in storage after a day. Start the app or \`hub worker\` and see that storage takes deletions.`
	);
	say(
		found.pendingErasures,
		(n) =>
			`${number(n, 'approved deletion of a customer is', 'approved deletions of customers are')} not finished. Start the app or \`hub worker\`, which resumes them.`
	);
	say(
		found.ledgerBehind,
		(n) =>
			`${number(n, 'deletion of a customer is', 'deletions of customers are')} neither in ERASURE_LEDGER nor in its copy in storage: a restored backup would bring them back. Put the ledger back from where you keep it.`
	);
	for (const fault of details.ledger) problems.push(fault);
	say(
		found.failedJobs,
		(n) =>
			`${number(n, 'job has', 'jobs have')} failed for good (${some(details.tasks.map((task) => `${task.task}: ${task.error ?? 'no error kept'}`))}). Put the cause right, then run \`hub doctor --retry-jobs\`.`
	);
	say(
		found.overdueJobs,
		(n) =>
			`${number(n, 'job has', 'jobs have')} waited for over an hour: no worker is running. Start the app or \`hub worker\`.`
	);
	say(
		found.stuckMails,
		(n) =>
			`${number(n, 'mail has', 'mails have')} waited for over a day. See that a worker is running, and read at /settings/outbox what the mail server says.`
	);
	say(
		found.tablesWithoutForcedRls,
		() =>
			`Row-level security is not forced on ${some(details.tables)}: somebody changed the schema by hand. Run \`alter table … force row level security\` on each.`
	);
	say(
		found.appLoginFaults,
		() =>
			`The app's own login is too mighty: ${some(details.login)}. Give DATABASE_URL a login without these rights, or leave it to the app to make one.`
	);
	if (found.freeDiskBytes < GIGABYTE)
		problems.push(`Less than 1 GB is free where DATA_DIR lies: make room before writes fail.`);
	return problems;
}
