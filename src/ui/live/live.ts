import { shareStream, type Shared } from './shared.ts';
import { openStream } from './stream.ts';

/**
 * What happened: a message came, left or was taken back; its state changed; a case changed; an internal note; a customer's
 * files, quotes or payments; a case that this member read elsewhere; a colleague looks at a case. `again`: anything may have happened (the connection was away, or this tab was in the background).
 */
export type LiveKind = 'message' | 'state' | 'inquiry' | 'note' | 'page' | 'read' | 'presence' | 'again';

/** Names what to look at anew, and nothing that anybody wrote. */
export type LiveEvent = {
	kind: LiveKind;
	/** Id of the case. */
	inquiry?: string;
	customer?: string;
	message?: string;
	/** Of `presence`: the colleague, and what she does there. */
	member?: string;
	state?: 'looking' | 'typing' | 'gone';
};

type Listener = { kinds: readonly LiveKind[]; handler: (event: LiveEvent) => void; whileHidden: boolean };

const listeners = new Set<Listener>();
/** Those who missed something because the tab was in the background. */
const owed = new Set<Listener>();
let shared: Shared | null = null;

/**
 * Calls `handler` for events of these kinds, and for `again`, until the answered function is called: made for `$effect`. While
 * the tab is in the background events are collected, and it is called once with `again` when the tab is looked at; with
 * `whileHidden` it hears at once.
 */
export function onLive(
	kinds: LiveKind | readonly LiveKind[],
	handler: (event: LiveEvent) => void,
	{ whileHidden = false } = {}
): () => void {
	const listener = { kinds: [kinds].flat() as LiveKind[], handler, whileHidden };
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
		owed.delete(listener);
	};
}

/** Of this browser's tabs one does what must happen once, such as a notification: is it this one? */
export const leadsTabs = (): boolean => shared?.leads ?? false;

function hear(event: LiveEvent): void {
	for (const listener of [...listeners]) {
		if (event.kind !== 'again' && !listener.kinds.includes(event.kind)) continue;
		if (document.visibilityState === 'hidden' && !listener.whileHidden) owed.add(listener);
		else listener.handler(event);
	}
}

function lookedAt(): void {
	if (document.visibilityState === 'hidden') return;
	const late = [...owed];
	owed.clear();
	for (const { handler } of late) handler({ kind: 'again' });
}

/**
 * Listens for the desk of one organization, in one stream for all its tabs, as long as the page is open. Answers how to stop.
 * A page that the browser keeps aside lets go of the stream and takes it up again when it is shown.
 */
export function startLive(organization: string): () => void {
	const begin = (): void => {
		shared ??= shareStream<LiveEvent>({
			name: `customer-hub live ${organization}`,
			open: (heard) => openStream('/live', (data) => heard(JSON.parse(data) as LiveEvent)),
			heard: hear,
			joined: () => hear({ kind: 'again' })
		});
	};
	const end = (): void => {
		shared?.stop();
		shared = null;
	};
	document.addEventListener('visibilitychange', lookedAt);
	addEventListener('pagehide', end);
	addEventListener('pageshow', begin);
	begin();
	return () => {
		end();
		document.removeEventListener('visibilitychange', lookedAt);
		removeEventListener('pagehide', end);
		removeEventListener('pageshow', begin);
	};
}
