import { openLog } from '#platform/log.ts';
import { defineCommand } from './command.ts';
import { openInstance, readSettings } from './open.ts';

export const command = defineCommand({
	summary: 'Brings the database up to date.',
	usage: '',
	details: 'Safe to run at any time and from several machines at once. The app does the same when it starts.',
	options: {},
	async run({ root, env }) {
		const opened = await openInstance({
			root,
			env,
			config: await readSettings(env),
			role: 'guest',
			log: openLog()
		});
		await opened.close();
		console.log('The database is up to date.');
		return 0;
	}
});
