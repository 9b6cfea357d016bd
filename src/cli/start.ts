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
			prepare: async (config) => {
				const handler = await loadHandler(root, config);
				return async () => ({ handler, close: async () => undefined });
			}
		})
});
