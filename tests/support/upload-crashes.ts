import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { sweepObjects } from '#hub/objects/departures.ts';
import { readConfig } from '#platform/config.ts';
import { openDatabase } from '#platform/database/database.ts';
import { openNotices } from '#platform/live/notices.ts';
import { openLog } from '#platform/log.ts';
import { openSecrets } from '#platform/secrets.ts';
import { openStorage } from '#platform/storage/open.ts';
import type { TestPerson } from './people.ts';
import { openTestMailReader } from './mail-reader.ts';
import { openTestPrinter } from './printer.ts';

/** An app that is killed and started again on the same database and data folder. */
export type Place = {
	root: string;
	dataDir: string;
	/** The superuser's address of the database and the app's own. */
	ownerUrl: string;
	appUrl: string;
	owner: Sql;
	port: number;
	/** A member who signs in, and the customer whom she shares files with. */
	member: TestPerson;
	customerId: string;
};

export type Crashed = {
	kills: number;
	acknowledged: number;
	/** Begun and cut off by a kill: what there was to sweep. */
	interrupted: number;
	/** Acknowledged, but not there afterwards. */
	lost: number;
	/** Made twice by a retry. */
	doubled: number;
	/** Documents without bytes, and bytes that no document names, after the sweep. */
	missing: number;
	orphans: number;
};

/** Bytes of the files of one wave: the small ones may be acknowledged before the kill, the large ones hardly ever. */
const SIZES = [20_000, 300_000, 3_000_000, 25_000_000];
/** The kill comes at any moment up to here, in milliseconds. */
const LATEST_KILL = 500;
/** Longer than any upload may take (hub/objects/departures.ts). */
const LATER = 3 * 60 * 60 * 1000;

/**
 * Uploads several files at once, kills the app with SIGKILL somewhere in the middle, starts it again, and so on; then
 * retries every upload with its key, sweeps, and counts what does not fit together (THREATS, "Ten promises", 1, 2 and 5).
 */
export async function crashUploads(
	place: Place,
	kills: number,
	say: (line: string) => void
): Promise<Crashed> {
	const keys: string[] = [];
	const acknowledged = new Map<string, string>();
	let app = await start(place);
	const origin = `http://localhost:${place.port}`;
	let cookie = '';
	const send = async (key: string, size: number): Promise<void> => {
		const form = new FormData();
		form.set('upload_key', key);
		form.set('file', new File([Buffer.alloc(size, key)], `${key}.bin`));
		const headers = { accept: 'application/json', origin, cookie };
		const response = await fetch(`${origin}/customers/${place.customerId}/documents`, {
			method: 'POST',
			headers,
			body: form
		});
		const answer = (await response.json()) as { documents?: { id: string }[] };
		const id = answer.documents?.[0]?.id;
		if (response.status === 201 && id) acknowledged.set(key, id);
	};
	try {
		cookie = await signIn(origin, place.member);
		for (let kill = 1; kill <= kills; kill++) {
			const wave = SIZES.map(() => randomUUID());
			keys.push(...wave);
			const sending = wave.map((key, at) => send(key, SIZES[at] ?? 0).catch(brokenOff));
			// Now and then right after an acknowledgement, which is when a promise was just made.
			if (kill % 5 === 0) await sending[0];
			else await new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_KILL));
			await end(app, 'SIGKILL');
			await Promise.all(sending);
			app = await start(place);
			if (kill % 10 === 0) say(`  ${kill} kills, ${acknowledged.size} uploads acknowledged`);
		}
		const before = new Map(acknowledged);
		const [arriving] = await place.owner<{ n: number }[]>`
			select count(*)::int as n from objects where state = 'arriving'`;
		for (const key of keys) await send(key, 1000);
		const interrupted = arriving?.n ?? 0;
		return { kills, acknowledged: before.size, interrupted, ...(await balance(place, keys, before)) };
	} finally {
		await end(app, 'SIGTERM');
	}
}

async function signIn(origin: string, { email, password }: TestPerson): Promise<string> {
	const response = await fetch(`${origin}/sign-in`, {
		method: 'POST',
		redirect: 'manual',
		headers: { accept: 'text/html', origin },
		body: new URLSearchParams({ email, password })
	});
	const [line = ''] = response.headers.getSetCookie();
	if (response.status !== 303 || !line) throw new Error(`sign-in answered ${response.status}`);
	return line.split(';')[0] ?? '';
}

/** The one failure that is meant to happen: the app is gone. */
function brokenOff(cause: unknown): void {
	if (!(cause instanceof TypeError)) throw cause;
}

async function balance(place: Place, keys: string[], acknowledged: Map<string, string>) {
	const { owner, dataDir, appUrl } = place;
	const config = readConfig({ DATA_DIR: dataDir, DATABASE_URL: appUrl });
	const database = openDatabase(appUrl, { max: 2, prepare: true });
	const storage = openStorage(config);
	const nothing = (): void => undefined;
	const log = openLog('error', nothing, nothing);
	const mailReader = openTestMailReader();
	const printer = openTestPrinter();
	const notices = openNotices({ url: appUrl, channel: 'hub', log });
	const secrets = openSecrets(config);
	await sweepObjects(
		{ config, database, storage, secrets, log, mailReader, printer, notices },
		Date.now() + LATER
	);
	await storage.sweep(0);
	await database.close();
	const rows = await owner<{ id: string; uploadKey: string; key: string }[]>`
		select id, upload_key as "uploadKey", object_key as key from documents where customer_id = ${place.customerId}`;
	const named = new Set(rows.map((row) => row.key));
	const files = await readdir(join(dataDir, 'objects'), { recursive: true, withFileTypes: true });
	const kept = new Set(files.filter((file) => file.isFile()).map((file) => file.name));
	const [unsettled] = await owner<
		{ n: number }[]
	>`select count(*)::int as n from objects where state <> 'stored'`;
	return {
		lost: [...acknowledged.values()].filter((id) => !rows.some((row) => row.id === id)).length,
		doubled: rows.length - keys.length,
		missing: [...named].filter((key) => !kept.has(key)).length,
		orphans: [...kept].filter((key) => !named.has(key)).length + (unsettled?.n ?? 0)
	};
}

async function start(place: Place): Promise<ChildProcess> {
	const { root, port, dataDir, ownerUrl } = place;
	const app = spawn(process.execPath, ['bin/hub', 'start'], {
		cwd: root,
		stdio: 'ignore',
		env: {
			...process.env,
			DATA_DIR: dataDir,
			DATABASE_URL: ownerUrl,
			PORT: String(port),
			ORIGIN: `http://localhost:${port}`,
			DEMO: '0',
			SECRET_KEY: 'the key of every test'
		}
	});
	const until = Date.now() + 60_000;
	while (Date.now() < until && app.exitCode === null) {
		const ready = await fetch(`http://localhost:${port}/readyz`).catch((cause: unknown) => {
			brokenOff(cause);
			return null;
		});
		if (ready?.ok) return app;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error('The app did not become ready again.');
}

async function end(app: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
	if (app.exitCode !== null || app.signalCode !== null) return;
	const closed = new Promise((resolve) => app.once('close', resolve));
	app.kill(signal);
	await closed;
}
