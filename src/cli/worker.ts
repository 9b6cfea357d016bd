import { openLog } from '#platform/log.ts';
import { defineCommand } from './command.ts';
import { awaitEnding } from './ending.ts';
import { startJobs } from './jobs.ts';
import { startMailboxes } from './mailboxes.ts';
import { openInstance, readSettings } from './open.ts';

export const command = defineCommand({
	summary: 'Works on background jobs: mail, mailboxes, thumbnails, erasures.',
	usage: '',
	details:
		'Start as many as needed, on any machine that reaches the database and the storage. `hub start` includes one.',
	options: {},
	async run({ root, env }) {
		const log = openLog();
		const ending = awaitEnding(log);
		const config = await readSettings(env);
		const opened = await openInstance({ root, env, config, role: 'guest', log, onLost: () => ending.ask(1) });
		const jobs = startJobs(opened);
		const mailboxes = startMailboxes(opened);
		await Promise.race([jobs.started, ending.asked]);
		if (!ending.begun) log.info('Working on jobs.');
		const exitCode = await ending.asked;
		await Promise.all([jobs.stop(), mailboxes.stop()]);
		await opened.close();
		return exitCode;
	}
});
