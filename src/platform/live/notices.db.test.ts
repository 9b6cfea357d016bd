import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLog } from '#platform/log.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { openNotices, type Notice, type Notices } from './notices.ts';

let fresh: FreshDatabase;
const opened: Notices[] = [];
const lines: string[] = [];

beforeAll(async () => (fresh = await freshDatabase()));
afterEach(async () => {
	await Promise.all(opened.splice(0).map((notices) => notices.close()));
	// The server notices a moment later that a connection was let go.
	await vi.waitFor(async () => expect(await connections()).toEqual([]), { timeout: 5000 });
});
afterAll(() => fresh.drop());

function open(url = fresh.appUrl): Notices {
	const keep = (line: string) => void lines.push(line);
	const notices = openNotices({ url, channel: 'hub', log: openLog('debug', keep, keep) });
	opened.push(notices);
	return notices;
}

/** Subscribes and waits until nothing is missed any more. */
async function listen(notices: Notices, ...topics: string[]) {
	const heard: Notice[] = [];
	let times = 0;
	const stop = notices.subscribe(topics, {
		notice: (notice) => heard.push(notice),
		listening: () => times++
	});
	await vi.waitFor(() => expect(times).toBe(1), { timeout: 5000 });
	return { heard, stop, times: () => times };
}
const tell = (notice: object) => fresh.owner`select pg_notify('hub', ${JSON.stringify(notice)})`;
const connections = async () =>
	(
		await fresh.owner<{ pid: number }[]>`select pid from pg_stat_activity
		where datname = current_database() and application_name = 'customer-hub live'`
	).map(({ pid }) => pid);

describe('a process that listens', () => {
	it('hears what another one tells, each reader her own topics and each notice once', async () => {
		const notices = open();
		const lumi = await listen(notices, 'org lumi', 'person lena');
		const neighbour = await listen(notices, 'org neighbour');
		const other = await listen(open(), 'org lumi');
		await tell({ kind: 'message', org: 'lumi', person: 'lena', customer: null });
		await tell({ kind: 'message', org: 'neighbour' });
		await vi.waitFor(() => expect(neighbour.heard).toHaveLength(1), { timeout: 5000 });
		// Another connection, which hears in its own time.
		await vi.waitFor(() => expect(other.heard).toHaveLength(1), { timeout: 5000 });
		expect(lumi.heard).toEqual([{ kind: 'message', org: 'lumi', person: 'lena' }]);
		expect(other.heard).toEqual(lumi.heard);
		expect(await connections()).toHaveLength(2);
	});

	it('opens no connection before somebody subscribes, and keeps nothing for who has left', async () => {
		const notices = open();
		expect(await connections()).toHaveLength(0);
		const left = await listen(notices, 'org lumi');
		left.stop();
		const stays = await listen(notices, 'org lumi');
		await tell({ org: 'lumi' });
		await vi.waitFor(() => expect(stays.heard).toHaveLength(1));
		expect(left.heard).toEqual([]);
	});

	it('is told to look for itself after its connection was cut, and hears on', async () => {
		const { heard, times } = await listen(open(), 'org lumi');
		for (const cut of [1, 2, 3]) {
			const [pid = 0] = await connections();
			await fresh.owner`select pg_terminate_backend(${pid})`;
			await vi.waitFor(() => expect(times()).toBe(1 + cut), { timeout: 5000 });
		}
		await tell({ org: 'lumi', kind: 'after' });
		await vi.waitFor(() => expect(heard).toEqual([{ org: 'lumi', kind: 'after' }]));
		expect(await connections()).toHaveLength(1);
		expect(lines.some((line) => line.includes('trying again'))).toBe(true);
	});

	it('goes on trying while there is no database, and lets go at once when it is closed', async () => {
		const notices = open('postgres://nobody@127.0.0.1:9/none');
		let times = 0;
		notices.subscribe(['org lumi'], { notice: () => undefined, listening: () => times++ });
		await vi.waitFor(() => expect(lines.some((line) => line.includes('cannot connect'))).toBe(true));
		const begun = Date.now();
		await notices.close();
		expect(Date.now() - begun).toBeLessThan(1000);
		expect(times).toBe(0);
	});

	it('is not confused by a payload that is none of ours', async () => {
		const { heard } = await listen(open(), 'org lumi');
		for (const payload of ['', 'lumi', '7', 'null', '{"org":', '["org lumi"]'])
			await fresh.owner`select pg_notify('hub', ${payload})`;
		await tell({ org: 'lumi' });
		await vi.waitFor(() => expect(heard).toHaveLength(1));
	});
});
