import { isHalfRestored } from '#hub/backups/restore.ts';
import { readSought, trace, type Trace } from '#hub/privacy/trace.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { HalfRestored } from '#platform/database/migrate.ts';
import { BadUse, defineCommand } from './command.ts';
import {
	mustBeStarted,
	mustBeUpToDate,
	mustHaveItsKey,
	mustHoldTheApp,
	openInstance,
	readSettings
} from './open.ts';

export const command = defineCommand({
	summary: 'Looks for every place that still names a person.',
	usage: '<email|phone|customer id> [--json]',
	details: `
Searches every table, the job queue, the storage, and log and JSON files in DATA_DIR. Changes nothing, and works whether or not the app
is running. As long as a customer has this id, address or number, everything of theirs counts. Ends with 0 when there is nothing,
and with 1 otherwise. The contents of files are not read.

  --json  prints {"tables":[{"table","column","rows"}],"objects":[key],"files":[path]} on one line`,
	options: { json: { type: 'boolean' } },
	arguments: [1, 1],
	async run({ root, env, values, positionals: [text = ''] }) {
		const sought = readSought(text);
		if (!sought)
			throw new BadUse('Give an email address, a phone number of at least 7 digits, or a customer’s id');
		const config = await readSettings(env);
		mustBeStarted(config);
		const opened = await openInstance({
			root,
			env,
			config,
			role: 'guest',
			beforeMigrating: async (ownerUrl) => {
				await mustHoldTheApp(config, ownerUrl);
				if (await isHalfRestored(ownerUrl)) throw new HalfRestored();
				await mustBeUpToDate(root, ownerUrl);
				mustHaveItsKey(config);
			}
		});
		const maintenance = openMaintenance(opened.ownerUrl);
		try {
			const found = await trace(opened.instance, maintenance, sought);
			console.log(values.json ? JSON.stringify(found) : inWords(found));
			return found.tables.length + found.objects.length + found.files.length === 0 ? 0 : 1;
		} finally {
			await maintenance.close();
			await opened.close();
		}
	}
});

function inWords({ tables, objects, files }: Trace): string {
	if (!tables.length && !objects.length && !files.length) return 'Nothing names this person.';
	return [
		...tables.map(({ table, column, rows }) => `${String(rows).padStart(8)}  ${table}.${column}`),
		...objects.map((key) => `  object  ${key}`),
		...files.map((path) => `    file  ${path}`)
	].join('\n');
}
