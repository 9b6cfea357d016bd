import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { readLedger } from '#hub/privacy/ledger-reading.ts';
import { openStorage } from '#platform/storage/open.ts';
import { newKey } from '#platform/storage/keys.ts';
import { customer } from './customers.ts';
import { tablesWith } from './dump.ts';
import type { Fault } from './faulty-proxy.ts';
import { joins, organization, person, type TestPerson } from './people.ts';
import { streamOf } from './streams.ts';

/** An app on a database and a data folder of its own, which is killed and started again. */
export type Place = {
	root: string;
	dataDir: string;
	port: number;
	ownerUrl: string;
	owner: Sql;
	/** A bucket that can be made ill; without it, files lie in the data folder. */
	bucket?: {
		url: string;
		/** Where its server keeps files. */
		folder: string;
		ail(fault: Fault): void;
	};
};

export type Crashed = {
	erasures: number;
	/** Tables, files in storage and lines of the log that still say the sentinel. */
	hits: string[];
	/** Customers that are still there, objects that are still known, and erasures that are not finished. */
	left: number;
	/** Customers of whom not exactly one erasure was written down. */
	doubled: number;
	/** Erasures that the ledger does not have. */
	unledgered: number;
};

/** How often what happens. `ills`: the bucket hangs, answers 500 or loses its answers while an erasure is under way. */
export type Faults = { kills: number; cuts: number; ills: number };

/** Where an erasure stood at the fault: not committed, bytes or ledger still to do, or finished. */
type Stood = 'before' | 'between' | 'after';

const FILES = 12;
const MESSAGES = 40;
const ILLS: Fault[] = ['hang', { status: 500 }, 'lose the answer'];
const PATIENCE = 90_000;

/**
 * An owner deletes one customer after the other while the app is killed, loses every connection, or its bucket falls ill, at any
 * moment; each time she tries again until it is done. Then everything is searched for what only those customers' data said (THREATS, promise 4).
 */
export async function crashErasures(
	place: Place,
	{ kills, cuts, ills }: Faults,
	say: (line: string) => void
): Promise<Crashed> {
	const sentinel = `Zanzara${randomUUID().slice(0, 8)}`;
	const orgId = await organization(place.owner, 'Studio Lumi');
	const olga = await person(place.owner, 'Olga Owner');
	await joins(place.owner, olga, orgId, 'owner');
	let log = '';
	const begin = () => start(place, (text) => (log += text));
	let app = await begin();
	const cookie = await signIn(place, olga);
	const faults = [
		...Array<'kill'>(kills).fill('kill'),
		...Array<'cut'>(cuts).fill('cut'),
		...Array<'ill'>(ills).fill('ill')
	];
	const ids: string[] = [];
	const stood = { before: 0, between: 0, after: 0 };
	try {
		/** One that nothing disturbs says how long it takes here: a fault comes at any moment of that. */
		const first = await fill(place, orgId, `${sentinel} first`, faults.length);
		const began = performance.now();
		await erase(place, cookie, first, `${sentinel} first`, olga.password);
		const usual = performance.now() - began;
		ids.push(first);
		for (const [round, fault] of faults.entries()) {
			const id = await fill(place, orgId, `${sentinel} ${round}`, round);
			ids.push(id);
			if (fault === 'ill') place.bucket?.ail(ILLS[round % ILLS.length] ?? 'hang');
			const asking = erase(place, cookie, id, `${sentinel} ${round}`, olga.password);
			await new Promise((resolve) => setTimeout(resolve, Math.random() * usual * 1.1));
			if (fault === 'kill') {
				await end(app, 'SIGKILL');
				app = await begin();
			} else if (fault === 'cut')
				await place.owner`select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and usename <> current_user`;
			await asking;
			stood[await standing(place, id, ids.length)] += 1;
			place.bucket?.ail('none');
			let answered = 'nothing';
			await eventually(
				async () => {
					if (!(await place.owner`select from customers where id = ${id}`).length) return true;
					await place.owner`delete from attempts`;
					answered = await erase(place, cookie, id, `${sentinel} ${round}`, olga.password);
					return false;
				},
				() =>
					`after fault ${round + 1}, a ${fault}, the app answered ${answered}; it had said:\n${log.slice(-2000)}`
			);
			if ((round + 1) % 10 === 0) say(`  ${round + 1} of ${faults.length} faults`);
		}
		await eventually(async () => (await unfinished(place)) === 0);
		say(`  at the fault: ${stood.before} not committed, ${stood.between} under way, ${stood.after} finished`);
		const files = await filesWith(place.bucket?.folder ?? join(place.dataDir, 'objects'), sentinel);
		const ledger = await readLedger([join(place.dataDir, 'erasures.log')], null);
		const tables = await tablesWith(place.owner, sentinel);
		const lines = log.includes(sentinel) ? ['the log'] : [];
		const [found] = await place.owner<{ left: number; erasures: number }[]>`select
			(select count(*) from customers where id = any(${ids}::uuid[]))::int
				+ (select count(*) from objects where org_id = ${orgId})::int as left,
			(select count(*) from erasures where org_id = ${orgId})::int as erasures`;
		const erasures = found?.erasures ?? 0;
		return {
			erasures,
			hits: [...files, ...tables, ...lines],
			left: (found?.left ?? 0) + (await unfinished(place)),
			doubled: Math.abs(erasures - ids.length),
			unledgered: ids.length - new Set(ledger.lines.map(({ customer: hash }) => hash)).size
		};
	} finally {
		await end(app, 'SIGTERM');
	}
}

const unfinished = async ({ owner }: Place): Promise<number> =>
	(await owner`select from erasures where finished_at is null`).length;

async function standing({ owner }: Place, id: string, erasures: number): Promise<Stood> {
	const [row] = await owner<{ there: boolean; finished: number }[]>`select
		exists (select from customers where id = ${id}) as there,
		(select count(*) from erasures where finished_at is not null)::int as finished`;
	if (row?.there) return 'before';
	return row?.finished === erasures ? 'after' : 'between';
}

/** A customer whose every row and file says the sentinel. */
async function fill(
	{ owner, dataDir, bucket }: Place,
	orgId: string,
	sentinel: string,
	round: number
): Promise<string> {
	const { id } = await customer(owner, orgId, sentinel);
	const storage = openStorage({ dataDir, storageUrl: bucket?.url ?? null });
	const inquiryId = randomUUID();
	await owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${orgId}, ${inquiryId}, ${round + 1}, ${id}, ${sentinel})`;
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
		select ${orgId}, ${inquiryId}, ${id}, 'inbound', 'portal', ${sentinel} || ' ' || n from generate_series(1, ${MESSAGES}) n`;
	for (let file = 0; file < FILES; file++) {
		const key = newKey();
		const { size, sha256 } = await storage.put(key, streamOf(Buffer.from(sentinel)));
		await owner`insert into objects (key, org_id, state, size, sha256) values (${key}, ${orgId}, 'stored', ${size}, ${Buffer.from(sha256, 'hex')})`;
		await owner`insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256)
			values (${orgId}, ${id}, ${key}, ${`${sentinel}.txt`}, 'text/plain', 'document', ${size}, ${Buffer.from(sha256, 'hex')})`;
	}
	return id;
}

async function signIn({ port }: Place, { email, password }: TestPerson): Promise<string> {
	const origin = `http://localhost:${port}`;
	const response = await fetch(`${origin}/sign-in`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin, accept: 'text/html' },
		body: new URLSearchParams({ email, password })
	});
	return response.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
}

/** What was answered; an answer that never came is what this is about. */
async function erase(
	{ port }: Place,
	cookie: string,
	id: string,
	name: string,
	password: string
): Promise<string> {
	const origin = `http://localhost:${port}`;
	try {
		const response = await fetch(`${origin}/customers/${id}?/erase`, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin, cookie, accept: 'text/html' },
			body: new URLSearchParams({ name, password })
		});
		const said = /role="alert"[^>]*>([^<]*)/.exec(await response.text())?.[1] ?? '';
		return `${response.status} ${said}`;
	} catch (cause) {
		if (!(cause instanceof TypeError)) throw cause;
		return 'nothing';
	}
}

async function filesWith(folder: string, sentinel: string): Promise<string[]> {
	const found: string[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
		if (entry.isFile()) {
			const path = join(entry.parentPath, entry.name);
			if ((await readFile(path)).includes(sentinel)) found.push(path);
		}
	return found;
}

async function start(
	{ root, dataDir, port, ownerUrl, bucket }: Place,
	hear: (text: string) => void
): Promise<ChildProcess> {
	const child = spawn(process.execPath, ['bin/hub', 'start'], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: {
			...process.env,
			DATA_DIR: dataDir,
			DATABASE_URL: ownerUrl,
			PORT: String(port),
			ORIGIN: `http://localhost:${port}`,
			DEMO: '0',
			SECRET_KEY: 'the key of every test',
			...(bucket && { STORAGE_URL: bucket.url })
		}
	});
	child.stdout.on('data', (chunk: Buffer) => hear(chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()));
	await eventually(async () => {
		const answer = await fetch(`http://localhost:${port}/readyz`).catch((cause: unknown) => {
			if (cause instanceof TypeError) return null;
			throw cause;
		});
		return answer?.ok === true;
	});
	return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill(signal);
	await gone;
}

async function eventually(done: () => Promise<boolean>, why = () => 'no answer'): Promise<void> {
	const until = Date.now() + PATIENCE;
	while (!(await done())) {
		if (Date.now() > until) throw new Error(`it never came to an end: ${why()}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
