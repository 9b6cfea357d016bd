import { runApp } from './app.ts';
import { defineCommand } from './command.ts';
import { loadHandler } from './serve.ts';

export const command = defineCommand({
	summary: 'Runs everything in one process: database, web application and jobs.',
	usage: '',
	details: 'What `npm start` runs. SIGINT (Ctrl+C) or SIGTERM ends it in good order.',
	options: {},
	run: ({ root, env }) =>
		runApp({
			root,
			env,
			prepare: (config) => loadHandler(root, config),
			load: async (config) => ({ handler: await loadHandler(root, config), close: async () => undefined })
		})
});
