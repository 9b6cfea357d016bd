import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '#platform/config.ts';
import { isErrno } from '#platform/errno.ts';
import { frontOf } from '#platform/front.ts';
import { waitingGauges } from '#hub/maintenance/metrics.ts';
import {
	clientAddressHeader,
	openHttpServer,
	type Handler,
	type HttpServer,
	type MetricsPage
} from '#platform/http-server.ts';
import type { Gauge } from '#platform/metrics.ts';
import type { Instance } from '#platform/instance.ts';
import { bodyLimit, largestBody } from './body-limits.ts';
import { Refusal } from './command.ts';
import { compileBundle } from './launcher/bundle.js';
import { webBundle } from './launcher/web-build.js';

const readyWithin = 2000;

/** Loading blocks: what came from the database meanwhile is seen to first. */
const pause = () => wait(1);

/**
 * Loads the built web application. Its adapter reads these variables when it is imported: links come from ORIGIN alone,
 * the client's address from our own server, and limits on bodies are ours.
 */
export async function loadHandler(root: string, config: Config): Promise<Handler> {
	for (const name of ['PROTOCOL_HEADER', 'HOST_HEADER', 'PORT_HEADER', 'XFF_DEPTH'])
		Reflect.deleteProperty(process.env, name);
	process.env['ORIGIN'] = config.origin;
	process.env['ADDRESS_HEADER'] = clientAddressHeader;
	process.env['BODY_SIZE_LIMIT'] = String(largestBody);
	const file = webBundle(root);
	if (file === null) throw new Refusal('The web application is not built yet: run `npm run build` first.');
	const run = compileBundle(file);
	await pause();
	const built = run() as { handler: Handler; initialized: Promise<void> };
	await built.initialized;
	await pause();
	// Node's own Request comes with all of undici, which the first visitor would wait for.
	Reflect.get(globalThis, 'Request');
	const front = frontOf();
	return (request, response, next) => {
		const fall = () => built.handler(request, response, next);
		if (!front(request, response, fall)) fall();
	};
}

/** Listens as configured; until `handle` is called on the result, requests are told to come back. `ready` may still say no. */
export async function listen(instance: Instance, ready: () => boolean): Promise<HttpServer> {
	const { config } = instance;
	try {
		return await openHttpServer({
			host: config.host,
			port: config.port,
			trustedProxies: config.trustedProxies,
			bodyLimit,
			ready: async () => ready() && (await everythingAnswers(instance)),
			metrics: config.metricsSecret === null ? null : metricsOf(instance, config.metricsSecret)
		});
	} catch (error) {
		throw portRefusal(config, error);
	}
}

/**
 * Before a database is made or brought up to date: what cannot listen anyway leaves nothing behind. Where the embedded database stands
 * already it is most likely this very app that listens, and opening it says so.
 */
export async function mustListen(config: Config): Promise<void> {
	if (config.databaseUrl === null && existsSync(join(config.dataDir, 'postgresql'))) return;
	const probe = createServer();
	try {
		await new Promise<void>((resolve, reject) =>
			probe.once('error', reject).listen(config.port, config.host, resolve)
		);
	} catch (error) {
		throw portRefusal(config, error);
	}
	await new Promise((resolve) => probe.close(resolve));
}

/** In words for the operator where the settings are at fault; any other error as it is. */
function portRefusal({ host, port }: Config, error: unknown): unknown {
	if (isErrno(error, 'EADDRINUSE'))
		return new Refusal(`Port ${port} of ${host} is taken by another program: set PORT to a free one.`);
	if (isErrno(error, 'EACCES'))
		return new Refusal(`Port ${port} needs more rights: set PORT to one above 1023.`);
	if (isErrno(error, 'EADDRNOTAVAIL', 'ENOTFOUND'))
		return new Refusal(`HOST is ${host}, which is no address of this machine.`);
	return error;
}

/** Beginnings of paths, and what they are called in metrics; everything else is the desk. */
const areas: [string, string][] = [
	['/c/', 'portal'],
	['/r/', 'referral'],
	['/files/', 'files'],
	['/webhooks/', 'webhooks'],
	['/_app/', 'assets']
];
const areaOf = (path: string) => areas.find(([beginning]) => path.startsWith(beginning))?.[1] ?? 'desk';

/** Whoever watches the app wants to hear of it most when the database does not answer. */
function metricsOf({ database, log }: Instance, secret: string): MetricsPage {
	const up = (value: 0 | 1): Gauge => ({
		name: 'hub_database_up',
		help: 'Whether the database answered for this page, within two seconds.',
		value
	});
	const late = () =>
		new Promise<never>((_, reject) =>
			setTimeout(() => reject(new Error('no answer in time')), readyWithin).unref()
		);
	return {
		secret,
		areaOf,
		gauges: async () => {
			try {
				return [up(1), ...(await Promise.race([waitingGauges(database), late()]))];
			} catch (error) {
				log.warn('The database could not be asked for metrics.', { error });
				return [up(0)];
			}
		}
	};
}

async function everythingAnswers({ database, storage, log }: Instance): Promise<boolean> {
	const late = new Promise<string[]>((resolve) =>
		setTimeout(resolve, readyWithin, ['no answer in time']).unref()
	);
	try {
		const problems = await Promise.race([
			late,
			Promise.all([
				storage.check(),
				database.statement<{ whole: boolean }[]>`select to_regclass('hub_restore.progress') is null as whole`
			]).then(([found, [row]]) => (row?.whole ? found : [...found, 'a restore has not ended']))
		]);
		if (problems.length > 0) log.warn('Not ready.', { problems });
		return problems.length === 0;
	} catch (error) {
		log.warn('Not ready.', { error });
		return false;
	}
}
