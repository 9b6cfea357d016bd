import { runApp } from './app.ts';
import { defineCommand } from './command.ts';

export const command = defineCommand({
	summary: 'Like start, from the sources and with reload, for working on Customer Hub.',
	usage: '',
	details: 'What `npm run dev` runs. Pages reload by themselves; a change below src/cli needs a new start.',
	options: {},
	run: ({ root, env, importModule }) =>
		runApp({
			root,
			env,
			prepare: async () => {
				const { createServer } = (await importModule('vite')) as typeof import('vite');
				return async ({ server }) => {
					const vite = await createServer({
						root,
						server: { middlewareMode: true, hmr: { server } }
					});
					return { handler: vite.middlewares, close: () => vite.close() };
				};
			}
		})
});
