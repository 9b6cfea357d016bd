import { openLog } from '#platform/log.ts';
import { defineCommand } from './command.ts';
import { awaitEnding, drainLimit } from './ending.ts';
import { firstDemo } from './first-demo.ts';
import { openInstance, readSettings } from './open.ts';
import { listen, loadHandler } from './serve.ts';

export const command = defineCommand({
	summary: 'Runs everything in one process: database, web application and jobs.',
	usage: '',
	details: 'What `npm start` runs. SIGINT (Ctrl+C) or SIGTERM ends it in good order.',
	options: {},
	async run({ root, env }) {
		const log = openLog();
		const ending = awaitEnding(log);
		const config = await readSettings(env);
		const loading = loadHandler(root, config);
		loading.catch(() => undefined);
		const opened = await openInstance({
			root,
			env,
			config,
			role: 'app',
			connections: 10,
			log,
			onLost: () => ending.ask(1)
		});
		try {
			let ready = false;
			const web = await listen(opened.instance, () => ready);
			const demo = await firstDemo(opened);
			web.handle(await loading);
			const { startJobs } = await import('./jobs.ts');
			const jobs = await startJobs(opened);
			if (demo) console.log(`\n${demo}\n`);
			console.log(`Customer Hub is ready: ${config.origin}`);
			ready = true;
			const exitCode = await ending.asked;
			await Promise.all([web.drain(drainLimit), jobs.stop()]);
			return exitCode;
		} finally {
			await opened.close();
		}
	}
});
