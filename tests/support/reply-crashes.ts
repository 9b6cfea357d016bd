import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { sendMessage } from '#hub/messages/send.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { openDatabase } from '#platform/database/database.ts';
import type { TestCustomer } from './customers.ts';
import { testHub } from './people.ts';
import type { TestSmtp } from './smtp.ts';

/** Two apps on one database, each of which is killed and started again while the other works on. */
export type Place = {
	root: string;
	/** A data folder and a port for each app. */
	apps: { dataDir: string; port: number }[];
	/** The superuser's address of the database and the app's own. */
	ownerUrl: string;
	appUrl: string;
	owner: Sql;
	member: Member;
	/** Customers with a case each, who reply in their portals and are written to by mail. */
	customers: (TestCustomer & { inquiryId: string })[];
	smtp: TestSmtp;
	/** Ends the database without a word and brings it back. */
	killDatabase(): Promise<void>;
};

export type Crashed = {
	/** Replies that were acknowledged while something was being killed, and replies whose answer never came. */
	acknowledged: number;
	unknown: number;
	/** Acknowledged, but not there afterwards. */
	lost: number;
	/** Kept twice, although sent again with the same key. */
	doubled: number;
	/** Mails that a member sent and that never left. */
	mailsLost: number;
	/** Mails that left under two Message-IDs. */
	mailsDoubled: number;
};

type Reply = { customer: TestCustomer; key: string; text: string };

/** Replies of one wave. */
const WAVE = 6;
/** The kill comes at any moment up to here, in milliseconds. */
const LATEST_KILL = 250;
const PATIENCE = 60_000;

/**
 * Customers reply and a member answers by mail while one app or the other, or the database, is killed; then every reply is sent
 * again with its key, what waits is let out, and everything is counted (THREATS, "Ten promises", 1, 2, 3 and 10).
 */
export async function crashReplies(
	place: Place,
	{ apps: appKills, database: databaseKills }: { apps: number; database: number },
	say: (line: string) => void
): Promise<Crashed> {
	const processes = await Promise.all(place.apps.map((_, index) => start(place, index)));
	const hub = testHub(openDatabase(place.appUrl, { max: 2, prepare: false }));
	const replies: Reply[] = [];
	const acknowledged = new Set<string>();
	const mails: string[] = [];
	const answer = async (index: number): Promise<void> => {
		const { inquiryId } = place.customers[index % place.customers.length] ?? { inquiryId: '' };
		const body = `Answer ${index}`;
		const message = { inquiryId, channel: 'email' as const, body, key: randomUUID() };
		const send = () =>
			asMember(hub.database, place.member, (tx) => sendMessage(hub, tx, place.member, message));
		mails.push(await persistently(send));
	};
	try {
		const kills = [
			...Array.from({ length: appKills }, (_, index) => index % place.apps.length),
			...Array.from({ length: databaseKills }, () => 'database' as const)
		];
		for (const [round, kill] of shuffled(kills).entries()) {
			await answer(round);
			const wave = Array.from({ length: WAVE }, (_, index): Reply => {
				const customer = place.customers[(round * WAVE + index) % place.customers.length];
				if (!customer) throw new Error('there is nobody to reply');
				return { customer, key: randomUUID(), text: `Reply ${round}/${index}` };
			});
			replies.push(...wave);
			const sending = wave.map((reply, index) =>
				post(place, index, reply).then((kept) => void (kept && acknowledged.add(reply.key)))
			);
			await new Promise((resolve) => setTimeout(resolve, Math.random() * LATEST_KILL));
			if (kill === 'database') await place.killDatabase();
			else await end(processes[kill], 'SIGKILL');
			await Promise.all(sending);
			if (kill !== 'database') processes[kill] = await start(place, kill);
			if ((round + 1) % 20 === 0) say(`  ${round + 1} kills, ${acknowledged.size} replies acknowledged`);
		}
		const before = new Set(acknowledged);
		await Promise.all(place.apps.map(({ port }) => ready(port)));
		for (const [index, reply] of replies.entries()) await postUntilKept(place, index, reply);
		await drained(place, mails);
		return { ...(await balance(place, replies, before, mails)), unknown: replies.length - before.size };
	} finally {
		await Promise.all(processes.map((one) => end(one, 'SIGTERM')));
		await hub.database.close();
	}
}

/** Our own connections die with the rest: what was asked is asked again, as the key allows. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
	for (let left = 20; ; left--)
		try {
			return await work();
		} catch (cause) {
			const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
			if (!left || !/^(CONNECTION_|E[A-Z]+$|57P0)/.test(code)) throw cause;
			await new Promise((resolve) => setTimeout(resolve, 250));
		}
}

const shuffled = <T>(items: T[]): T[] =>
	items
		.map((item) => ({ item, place: Math.random() }))
		.sort((one, other) => one.place - other.place)
		.map(({ item }) => item);

/** True when it was acknowledged; false: refused, or nobody knows. */
async function post({ apps }: Place, index: number, { customer, key, text }: Reply): Promise<boolean> {
	const { port } = apps[index % apps.length] ?? { port: 0 };
	const response = await fetch(`http://localhost:${port}/c/${customer.token}/reply`, {
		method: 'POST',
		headers: { accept: 'application/json', origin: origin(apps[0]?.port ?? 0) },
		body: new URLSearchParams({ message: text, key })
	}).catch(brokenOff);
	await response?.body?.cancel().catch(brokenOff);
	return response?.status === 200;
}

/** As the portal's script does: an app whose connections have just died says so, and is asked again. */
async function postUntilKept(place: Place, index: number, reply: Reply): Promise<void> {
	const until = Date.now() + PATIENCE;
	while (!(await post(place, index, reply))) {
		if (Date.now() > until) throw new Error(`a reply was refused afterwards: ${reply.text}`);
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

/** The one failure that is meant to happen: the app is gone. */
function brokenOff(cause: unknown): null {
	if (!(cause instanceof TypeError)) throw cause;
	return null;
}

/** Waits until every mail has left; the queue's growing pauses are cut short, as time would. */
async function drained({ owner }: Place, mails: string[]): Promise<void> {
	const until = Date.now() + PATIENCE;
	while (Date.now() < until) {
		const [row] = await owner<{ waiting: number }[]>`
			select count(*)::int as waiting from messages where id = any (${mails}) and state = 'queued'`;
		if (row?.waiting === 0) return;
		await owner`update graphile_worker._private_jobs set run_at = now() where key like 'deliver_message %' and locked_at is null and attempts > 0`;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

async function balance({ owner, smtp }: Place, replies: Reply[], acknowledged: Set<string>, mails: string[]) {
	const kept = await owner<{ body: string; times: number }[]>`
		select body, count(*)::int as times from messages where direction = 'inbound' group by body`;
	const times = new Map(kept.map((row) => [row.body, row.times]));
	const sent = await owner<{ id: string; messageId: string }[]>`
		select id, message_id as "messageId" from messages where id = any (${mails})`;
	const ids = new Map<string, Set<string>>();
	for (const { parsed } of smtp.received) {
		const words = parsed.text?.split('\n')[0] ?? '';
		// Not what notifies the member after five minutes, of which each mail begins alike.
		if (!words.startsWith('Answer ')) continue;
		ids.set(words, (ids.get(words) ?? new Set()).add(parsed.messageId ?? ''));
	}
	const left = new Set(smtp.received.map(({ parsed }) => parsed.messageId));
	return {
		acknowledged: acknowledged.size,
		lost: replies.filter(({ key, text }) => acknowledged.has(key) && !times.has(text)).length,
		doubled: [...times.values()].filter((count) => count > 1).length,
		mailsLost: sent.filter(({ messageId }) => !left.has(messageId)).length + mails.length - sent.length,
		mailsDoubled: [...ids.values()].filter((under) => under.size > 1).length
	};
}

const origin = (port: number) => `http://localhost:${port}`;

async function start(place: Place, index: number): Promise<ChildProcess> {
	const { dataDir, port } = place.apps[index] ?? { dataDir: '', port: 0 };
	const app = spawn(process.execPath, ['bin/hub', 'start'], {
		cwd: place.root,
		stdio: 'ignore',
		env: {
			...process.env,
			DATA_DIR: dataDir,
			DATABASE_URL: place.ownerUrl,
			PORT: String(port),
			// Both answer as one product.
			ORIGIN: origin(place.apps[0]?.port ?? 0),
			DEMO: '0',
			SECRET_KEY: 'the key of every test',
			SMTP_URL: place.smtp.url,
			MAIL_FROM: 'Customer Hub <hub@mail.example>'
		}
	});
	await ready(port);
	return app;
}

async function ready(port: number): Promise<void> {
	const until = Date.now() + PATIENCE;
	while (Date.now() < until) {
		const answer = await fetch(`${origin(port)}/readyz`).catch(brokenOff);
		await answer?.body?.cancel().catch(brokenOff);
		if (answer?.ok) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error('The app did not become ready again.');
}

async function end(app: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
	if (!app || app.exitCode !== null || app.signalCode !== null) return;
	const closed = new Promise((resolve) => app.once('close', resolve));
	app.kill(signal);
	await closed;
}
