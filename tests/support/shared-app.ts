import type { TestProject } from 'vitest/node';
import { serveApp, type ServedApp } from '#support/app.ts';
import { dropDatabase, makeDatabase, type MadeDatabase } from '#support/database.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** What `sharedApp` of tests/support/app.ts makes an app from. */
		sharedApp: Pick<ServedApp, 'origin' | 'dataDir' | 'env'> & { made: MadeDatabase };
	}
}

/** What shared files may count on. */
export const webhookSecret = 'the secret of every webhook';
const settings = { MAIL_WEBHOOK_SECRET: webhookSecret };

/** Vitest's global set-up, after that of the database server: one app for all files of the run that need nothing special. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { databaseServer } = project.getProvidedContext();
	const made = await makeDatabase(databaseServer);
	const { origin, dataDir, env, stop } = await serveApp(made, settings);
	project.provide('sharedApp', { origin, dataDir, env, made });
	return async () => {
		await stop();
		await dropDatabase(databaseServer, made);
	};
}
