import { makeSetupLink } from '#hub/organizations/setup-link.ts';
import { openLog } from '#platform/log.ts';
import { defineCommand } from './command.ts';
import { awaitEnding, drainLimit } from './ending.ts';
import { keepCompiled } from './launcher/bundle.js';
import { openInstance, readSettings } from './open.ts';
import { listen, loadHandler, mustListen } from './serve.ts';

export const command = defineCommand({
	summary: 'Serves the web application, without background jobs.',
	usage: '',
	details: 'Start as many as needed behind a load balancer, and at least one `hub worker` beside them.',
	options: {},
	async run({ root, env }) {
		const log = openLog();
		const ending = awaitEnding(log);
		const config = await readSettings(env);
		await mustListen(config);
		// The database server's process begins within this call; the application is loaded while it gets ready.
		const opening = openInstance({
			root,
			env,
			config,
			role: 'guest',
			connections: 10,
			log,
			onLost: () => ending.ask(1)
		});
		const loading = loadHandler(root, config);
		loading.catch(() => undefined);
		const opened = await opening;
		try {
			const web = await listen(opened.instance, () => true);
			web.handle(await loading);
			log.info(`Serving ${config.origin}`);
			const link = await makeSetupLink(opened.instance);
			if (link) console.log(`There is nobody yet. Set up your organization at this one-time link: ${link}`);
			keepCompiled();
			const exitCode = await ending.asked;
			await web.drain(drainLimit);
			return exitCode;
		} finally {
			await opened.close();
		}
	}
});
