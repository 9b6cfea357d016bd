import { openEventStream, type ServerEvent } from '#platform/live/event-stream.ts';
import type { Notice, Notices } from '#platform/live/notices.ts';
import type { Places } from '#platform/live/places.ts';

export type Follower = {
	topics: string[];
	/** Whose place of `places` this stream takes. */
	holder: string;
	places: Places;
	/** What a notice means: an event to send, `look` to ask the database first, or null for nothing. */
	read(notice: Notice): ServerEvent | 'look' | null;
	/**
	 * Asks the database. `missed`: something may have happened unheard. Answers what to send, or null when this reader may not
	 * listen any more.
	 */
	look(missed: boolean): Promise<ServerEvent[] | null>;
};

/** Milliseconds: how often the right to listen is checked even if nothing says that it changed (a session expires). */
const checkEvery = 60_000;
/** Milliseconds after which a browser whose place went to a newer one may come back. */
const comeBackLater = 60_000;

/**
 * A stream of events for one reader. Her right to it is asked at its beginning, after every gap, when a notice says so, and
 * every minute; when it is gone, or nobody can say, the stream ends.
 */
export function follow(notices: Notices, follower: Follower): ReadableStream<Uint8Array> {
	let looking = false;
	let again: { missed: boolean } | null = null;
	let open = true;

	const stream = openEventStream({ caughtUp: () => look(true), closed });
	const leavePlace = follower.places.take(follower.holder, () => stream.end(comeBackLater));
	const unsubscribe = notices.subscribe(follower.topics, {
		listening: () => look(true),
		notice: (notice) => {
			const meaning = follower.read(notice);
			if (meaning === 'look') look(false);
			else if (meaning) stream.send(meaning);
		}
	});
	const checking = setInterval(() => look(false), checkEvery * (0.9 + Math.random() / 5)).unref();

	function closed(): void {
		open = false;
		clearInterval(checking);
		unsubscribe();
		leavePlace();
	}

	/** One question at a time; what comes up meanwhile makes one more. */
	function look(missed: boolean): void {
		again = { missed: missed || (again?.missed ?? false) };
		if (looking) return;
		looking = true;
		void askUntilDone().finally(() => (looking = false));
	}

	async function askUntilDone(): Promise<void> {
		while (open && again) {
			const { missed } = again;
			again = null;
			// Whatever goes wrong: who cannot be checked does not listen. Her browser comes back and is asked anew.
			const events = await follower.look(missed).catch(() => null);
			if (!events) return stream.end();
			for (const event of events) stream.send(event);
		}
	}

	return stream.body;
}
