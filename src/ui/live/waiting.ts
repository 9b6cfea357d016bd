import { leadsTabs, onLive } from './live.ts';
import { notifiesHere } from './notifying.ts';

/** What `/inbox/waiting` answers. `at` is ISO 8601. */
type Waiting = {
	/** Cases that need a reply. */
	needsReply: number;
	/** The newest that this member has not read. */
	newest: { id: string; number: string; customer: string | null; at: string } | null;
};

/** Milliseconds: what comes within a second is one look; and a tab in sight has the time to say so. */
const pauses = { look: 1000, seen: 1000 };
const seenKey = 'customer-hub seen';

type Follower = {
	/** Is told how many cases need a reply, whenever something happened in the inbox. */
	count: (needsReply: number) => void;
	/** Opens a case. */
	go: (path: string) => void;
};

/**
 * Follows what waits in the inbox: tells the number, and tells of a new case by the browser's own notification, where that is switched on
 * and no tab of the desk is in sight. Answers how to look now, and how to stop. It asks by itself, since Kit puts an error page in
 * the place of one that it cannot bring up to date, and on any page of the desk somebody may be typing.
 */
export function followWaiting({ count, go }: Follower): { look(): void; stop(): void } {
	let newestKnown: string | null = null;
	let looked = 0;
	let planned: ReturnType<typeof setTimeout> | undefined;
	let telling: ReturnType<typeof setTimeout> | undefined;

	const look = (): void => {
		planned ??= setTimeout(() => void take(), Math.max(0, looked + pauses.look - Date.now()));
	};
	async function take(): Promise<void> {
		planned = undefined;
		looked = Date.now();
		const waiting = await ask();
		if (!waiting) return;
		count(waiting.needsReply);
		const { newest } = waiting;
		const isNews = newestKnown !== null && newest !== null && newest.at > newestKnown;
		newestKnown = newest && newest.at > (newestKnown ?? '') ? newest.at : (newestKnown ?? '');
		if (document.visibilityState === 'visible') localStorage.setItem(seenKey, newestKnown);
		else if (isNews && leadsTabs() && notifiesHere()) {
			clearTimeout(telling);
			telling = setTimeout(() => tell(newest), pauses.seen);
		}
	}
	function tell({ id, number, customer, at }: NonNullable<Waiting['newest']>): void {
		if ((localStorage.getItem(seenKey) ?? '') >= at) return;
		// No word of the message: a locked screen shows notifications to everybody.
		const shown = new Notification(`${customer ?? 'Somebody'} wrote`, { body: `Case ${number}`, tag: id });
		shown.onclick = () => {
			window.focus();
			shown.close();
			go(`/inbox/${id}`);
		};
	}

	const stopHearing = onLive(['message', 'inquiry', 'read'], look, { whileHidden: true });
	look();
	return {
		look,
		stop() {
			stopHearing();
			clearTimeout(planned);
			clearTimeout(telling);
		}
	};
}

/** null: the server cannot be reached or does not answer, which the next news will tell. */
async function ask(): Promise<Waiting | null> {
	try {
		const response = await fetch('/inbox/waiting', { headers: { accept: 'application/json' } });
		return response.ok ? ((await response.json()) as Waiting) : null;
	} catch (error) {
		// No network, or the page is being left.
		if (error instanceof TypeError) return null;
		throw error;
	}
}
