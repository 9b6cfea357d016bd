import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Log } from '#platform/log.ts';

/** What a NOTIFY carried: a flat JSON object whose values are texts; what was null is left out. */
export type Notice = Readonly<Record<string, string>>;

export type Subscriber = {
	notice(notice: Notice): void;
	/**
	 * From now on nothing is missed. What happened before, since the subscription began or the connection was lost, was: look
	 * for yourself.
	 */
	listening(): void;
};

export type Notices = {
	/**
	 * Hears every notice that has one of these topics, once, until the answered function is called. A topic is a key and a value
	 * of a notice: `org 6f1c…` hears all whose `org` is that.
	 */
	subscribe(topics: string[], subscriber: Subscriber): () => void;
	/** Lets go of the connection; nobody hears anything any more. */
	close(): Promise<void>;
};

export type NoticesOptions = {
	/** Past any pooler: LISTEN needs a session of its own. */
	url: string;
	channel: string;
	log: Log;
};

/** Milliseconds. `probe`: how often a silent connection is asked whether it lives; `answer`: how long it may take to say so. */
const pauses = { least: 100, most: 15_000, probe: 20_000, answer: 10_000 };

/**
 * Hears NOTIFY for this process, over one connection however many subscribe. It opens with the first subscriber, and is opened
 * again, with growing pauses, whenever it is lost. Nothing is kept for anybody: who was not listening is told to look.
 */
export function openNotices({ url, channel, log }: NoticesOptions): Notices {
	const topics = new Map<string, Set<Subscriber>>();
	const subscribers = new Set<Subscriber>();
	let closed = false;
	let working: Promise<void> | null = null;
	let listening = false;
	/** Ends the present connection, or the pause before the next. */
	let interrupt: () => void = () => undefined;

	function hear(payload: string | undefined): void {
		const notice = readNotice(payload ?? '');
		if (!notice) return log.warn('A notice could not be read.');
		const heard = new Set<Subscriber>();
		for (const [key, value] of Object.entries(notice))
			for (const subscriber of topics.get(`${key} ${value}`) ?? []) heard.add(subscriber);
		for (const subscriber of heard) subscriber.notice(notice);
	}

	async function work(): Promise<void> {
		const { default: pg } = await import('pg');
		for (let pause = pauses.least; !closed; pause = Math.min(pause * 2, pauses.most)) {
			const over = new AbortController();
			interrupt = () => over.abort();
			const client = new pg.Client({
				connectionString: url,
				application_name: 'customer-hub live',
				keepAlive: true,
				connectionTimeoutMillis: pauses.answer
			});
			client.on('error', interrupt).on('end', interrupt);
			client.on('notification', ({ payload }) => hear(payload));
			try {
				await client.connect();
				await client.query(`listen ${client.escapeIdentifier(channel)}`);
				listening = !closed;
				pause = pauses.least;
				for (const subscriber of [...subscribers]) subscriber.listening();
				await silence(client, over.signal);
				if (!closed) log.warn('Live updates lost their connection; trying again.');
			} catch (error) {
				if (!closed) log.warn('Live updates cannot connect; trying again.', { error });
			}
			listening = false;
			client.removeAllListeners('notification');
			// A connection that died silently never says that it ended: nobody waits for it.
			client.end().catch(() => undefined);
			const paused = new AbortController();
			interrupt = () => paused.abort();
			if (!closed) await rest(pause * (0.5 + Math.random()), paused.signal);
		}
	}

	return {
		subscribe(wanted, subscriber) {
			for (const topic of wanted) topics.set(topic, (topics.get(topic) ?? new Set()).add(subscriber));
			subscribers.add(subscriber);
			if (listening) queueMicrotask(() => subscribers.has(subscriber) && listening && subscriber.listening());
			else if (!closed) working ??= work();
			return () => {
				subscribers.delete(subscriber);
				for (const topic of wanted) {
					topics.get(topic)?.delete(subscriber);
					if (topics.get(topic)?.size === 0) topics.delete(topic);
				}
			};
		},
		async close() {
			closed = true;
			interrupt();
			subscribers.clear();
			topics.clear();
			await working;
		}
	};
}

const rest = (milliseconds: number, interrupted: AbortSignal): Promise<void> =>
	wait(milliseconds, undefined, { signal: interrupted, ref: false }).catch(() => undefined);

/** Resolves when the connection is over, or does not answer any more: a lost network, which no error tells. */
async function silence(client: Client, over: AbortSignal): Promise<void> {
	for (;;) {
		await rest(pauses.probe, over);
		if (over.aborted) return;
		const answered = client.query('select 1').then(
			() => true,
			() => false
		);
		if (!(await Promise.race([answered, rest(pauses.answer, over).then(() => false)]))) return;
	}
}

function readNotice(payload: string): Notice | null {
	let read: unknown;
	try {
		read = JSON.parse(payload);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
	if (typeof read !== 'object' || read === null) return null;
	const texts = Object.entries(read).filter(
		(entry): entry is [string, string] => typeof entry[1] === 'string'
	);
	return Object.fromEntries(texts);
}
