import autocannon from 'autocannon';
import { buildSync } from 'esbuild';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#platform/database/migrate.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect, socketFolderOf } from '#platform/postgres/url.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';
import { fillWithOrdinaryCustomers, tokens } from './portal-data.ts';
import { freePort, run, startServer, type Running } from './process.ts';

const ROUNDS = 5;
const SECONDS = 4;
/** Until every contender is compiled: a renderer needs thousands of pages for that. */
const WARM_UP = 8;
const CONNECTIONS = 8;

/**
 * A customer's page over HTTP, from one PostgreSQL with ten thousand customers: the built app against the floor and
 * against the newest Next.js App Router, all three serving at once and measured in turns.
 */
export async function compare({ root, outdir, say }: Surroundings): Promise<Row[]> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const servers: Running[] = [];
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	try {
		say('Filling a database with 10,000 customers …');
		const folder = join(root, 'db/migrations');
		const { appUrl } = await migrate({
			ownerUrl: embedded.url,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'bench'),
			folder
		});
		const owner = connect(embedded.url, { max: 1 });
		await fillWithOrdinaryCustomers(owner);
		await owner.end();

		const paths = tokens(200).map((token) => `/c/${token}`);
		const [first = ''] = paths;
		const database = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: embedded.url };
		const start = async (args: string[], cwd: string, env: Record<string, string>): Promise<Running> => {
			const port = await freePort();
			const command = {
				file: process.execPath,
				args: args.map((arg) => arg.replace('PORT', String(port))),
				cwd,
				port
			};
			const server = await startServer(
				{ ...command, env: { ...database, ...env, PORT: String(port) } },
				first
			);
			servers.push(server);
			return server;
		};

		const app = {
			DATA_DIR: join(dataDir, 'app'),
			DEMO: '0',
			SECRET_KEY: 'the key of every bench',
			ORIGIN: 'http://localhost'
		};
		const ours = await start(['bin/hub', 'web'], root, app);
		const bytes = (await (await fetch(ours.origin + first)).arrayBuffer()).byteLength;
		const floor = await start([join(outdir, 'portal-floor.js')], root, { BYTES: String(bytes) });
		const nextFolder = await builtNext(root, say);
		const socket = socketFolderOf(appUrl);
		const next = await start(['node_modules/next/dist/bin/next', 'start', '-p', 'PORT'], nextFolder, {
			NEXT_TELEMETRY_DISABLED: '1',
			...(socket && { DATABASE_SOCKET: socket })
		});

		const contenders = { floor, ours, next };
		for (const server of Object.values(contenders)) await pagesPerSecond(server.origin, paths, WARM_UP);
		const measured = await interleaved(
			ROUNDS,
			Object.fromEntries(
				Object.entries(contenders).map(([name, server]) => [
					name,
					() => pagesPerSecond(server.origin, paths, SECONDS)
				])
			),
			say
		);
		const ratio = (to: keyof typeof contenders) => (measured['ours'] ?? 0) / (measured[to] ?? NaN);
		return [
			{
				name: 'portal page, requests per second',
				against: 'bare node:http, same statement, same size',
				ratio: ratio('floor'),
				goal: '>= 0.7'
			},
			{
				name: 'portal page, requests per second',
				against: 'Next.js App Router, same statement',
				ratio: ratio('next'),
				goal: '>= 5'
			}
		];
	} finally {
		await Promise.all(servers.map((server) => server.stop()));
		await embedded.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

/** Installs and builds bench/next where that was not done yet; its style sheet is the portal's own. */
async function builtNext(root: string, say: (line: string) => void): Promise<string> {
	const folder = join(root, 'bench/next');
	if (!existsSync(join(folder, 'node_modules/next'))) {
		say('Installing Next.js (once) …');
		await run('npm', ['ci'], folder);
	}
	say('Building the page in Next.js …');
	const entryPoints = [join(root, 'src/ui/portal.css')];
	buildSync({ entryPoints, outfile: join(folder, 'app/portal.css'), bundle: true, minify: true });
	await run(process.execPath, ['node_modules/next/dist/bin/next', 'build'], folder, {
		NEXT_TELEMETRY_DISABLED: '1'
	});
	return folder;
}

/** Throws when an answer was not a page. */
async function pagesPerSecond(origin: string, paths: string[], duration: number): Promise<number> {
	const result = await autocannon({
		url: origin,
		connections: CONNECTIONS,
		duration,
		requests: paths.map((path) => ({ path }))
	});
	if (result.non2xx || result.errors)
		throw new Error(`${origin}: ${result.non2xx} answers were no page, ${result.errors} failed`);
	return result['2xx'] / result.duration;
}
