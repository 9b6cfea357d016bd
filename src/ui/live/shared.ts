/** Milliseconds in which a tab that could be the one that listens has become it. */
const settled = 300;

export type Shared = {
	/** One of a browser's tabs does what is to be done once for all: this one? */
	readonly leads: boolean;
	stop(): void;
};

/**
 * One stream for all tabs of this browser: with HTTP/1.1 it has six connections to a site, which as many tabs would use up. The
 * tab that holds the lock opens the stream and passes on what it hears; when it goes, the next one takes over. Where locks are
 * missing (plain http on a network) each visible tab has its own. `joined` is called in a tab that another one listens for: what
 * happened while its page was loading it has not heard.
 */
export function shareStream<T>(options: {
	name: string;
	open: (heard: (event: T) => void) => () => void;
	heard: (event: T) => void;
	joined: () => void;
}): Shared {
	const { name, open, heard, joined } = options;
	if (!('locks' in navigator)) return ownStream(options);
	const channel = new BroadcastChannel(name);
	const leaving = new AbortController();
	let close: (() => void) | null = null;
	channel.onmessage = ({ data }: MessageEvent<T>) => heard(data);
	const tell = (event: T): void => {
		channel.postMessage(event);
		heard(event);
	};
	const lead = (): Promise<void> => {
		close = open(tell);
		return new Promise((resolve) => leaving.signal.addEventListener('abort', () => resolve()));
	};
	navigator.locks.request(name, { signal: leaving.signal }, lead).catch((error: unknown) => {
		// Nobody waits for the lock any more.
		if (!leaving.signal.aborted) throw error;
	});
	const joining = setTimeout(() => close === null && joined(), settled);
	return {
		get leads() {
			return close !== null;
		},
		stop() {
			clearTimeout(joining);
			close?.();
			close = null;
			leaving.abort();
			channel.close();
		}
	};
}

function ownStream<T>({
	open,
	heard
}: {
	open: (heard: (event: T) => void) => () => void;
	heard: (event: T) => void;
}): Shared {
	let close: (() => void) | null = null;
	const follow = (): void => {
		if (document.visibilityState === 'visible') close ??= open(heard);
		else {
			close?.();
			close = null;
		}
	};
	document.addEventListener('visibilitychange', follow);
	follow();
	return {
		get leads() {
			return close !== null;
		},
		stop() {
			document.removeEventListener('visibilitychange', follow);
			close?.();
		}
	};
}
