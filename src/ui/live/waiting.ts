import { showBadge } from './badge.ts';
import { leadsTabs, onLive } from './live.ts';
import { notifiesHere } from './notifying.ts';

/** What `/live/unread` answers. `at` is ISO 8601. */
type Unread = {
	count: number;
	newest: { id: string; number: string; customer: string | null; at: string } | null;
};

/** Milliseconds: several messages are one look; and a tab in sight has the time to say so. */
const pauses = { look: 300, seen: 1000 };
const seenKey = 'customer-hub seen';

/**
 * Keeps the number of cases that wait unread in the tab's title, and tells of a new one by the browser's own notification, where
 * that is switched on and no tab of the desk is in sight. `go` opens a case. Answers how to look now, and how to stop.
 */
export function followWaiting(go: (path: string) => void): { look(): void; stop(): void } {
	const badge = showBadge();
	let newestKnown: string | null = null;
	let planned: ReturnType<typeof setTimeout> | undefined;
	let telling: ReturnType<typeof setTimeout> | undefined;

	const look = (): void => {
		clearTimeout(planned);
		planned = setTimeout(() => void ask(), pauses.look);
	};
	async function ask(): Promise<void> {
		let unread: Unread;
		try {
			const response = await fetch('/live/unread', { headers: { accept: 'application/json' } });
			if (!response.ok) return;
			unread = (await response.json()) as Unread;
		} catch (error) {
			// No network, or the page is being left.
			if (error instanceof TypeError) return;
			throw error;
		}
		badge.count(unread.count);
		const { newest } = unread;
		const isNews = newestKnown !== null && newest !== null && newest.at > newestKnown;
		newestKnown = newest && newest.at > (newestKnown ?? '') ? newest.at : (newestKnown ?? '');
		if (document.visibilityState === 'visible') localStorage.setItem(seenKey, newestKnown);
		else if (isNews && leadsTabs() && notifiesHere()) {
			clearTimeout(telling);
			telling = setTimeout(() => tell(newest), pauses.seen);
		}
	}
	function tell({ id, number, customer, at }: NonNullable<Unread['newest']>): void {
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
			badge.stop();
		}
	};
}
