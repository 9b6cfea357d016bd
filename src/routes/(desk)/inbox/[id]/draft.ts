import type { Channel } from '#hub/messages/types.ts';

/** Milliseconds without typing after which a draft is kept. */
const PAUSE = 700;

export type Typed = { body: string; mode: 'reply' | 'note'; channel: Channel | null; key: string };

/**
 * Keeps what is typed in a case at the server: after a pause, and at once when the page is left. Until the server has it, this
 * tab keeps it too, since a page that is loaded again may be there before what its forerunner sent last.
 */
export class DraftKeeper {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private waiting: Typed | null = null;
	private readonly place: string;

	/** `kept`: what the server has already. */
	constructor(
		private readonly address: string,
		private kept: string
	) {
		this.place = `draft ${address}`;
	}

	/** What this tab typed last and does not know to be kept; null: nothing. */
	left(): Omit<Typed, 'key'> | null {
		const text = sessionStorage.getItem(this.place);
		return text === null ? null : (JSON.parse(text) as Omit<Typed, 'key'>);
	}

	typed(it: Typed): void {
		clearTimeout(this.timer);
		const changed = fingerprint(it) !== this.kept;
		this.waiting = changed ? it : null;
		if (!changed) return sessionStorage.removeItem(this.place);
		const { body, mode, channel } = it;
		sessionStorage.setItem(this.place, JSON.stringify({ body, mode, channel }));
		this.timer = setTimeout(() => void this.save(it), PAUSE);
	}

	/** It was sent, and the server has let go of the draft by itself. */
	sent(): void {
		clearTimeout(this.timer);
		this.waiting = null;
		this.kept = '';
		sessionStorage.removeItem(this.place);
	}

	/** The page is left: a beacon leaves with it, and nobody hears whether it arrived. */
	flush(): void {
		clearTimeout(this.timer);
		if (this.waiting) navigator.sendBeacon(`${this.address}/draft`, formOf(this.waiting));
	}

	private async save(it: Typed): Promise<void> {
		try {
			const response = await fetch(`${this.address}/draft`, { method: 'POST', body: formOf(it) });
			if (!response.ok || this.waiting !== it) return;
		} catch (cause) {
			// No connection: it is tried again with the next key, or when the page is left.
			if (cause instanceof TypeError) return;
			throw cause;
		}
		this.kept = fingerprint(it);
		this.waiting = null;
		sessionStorage.removeItem(this.place);
	}
}

const formOf = ({ body, mode, channel, key }: Typed) =>
	new URLSearchParams({ body, mode, key, ...(channel && { channel }) });

/** Nothing typed is nothing, whatever it would be sent as. */
export const fingerprint = ({ body, mode, channel }: Omit<Typed, 'key'>) =>
	body.trim() ? JSON.stringify([body.trim(), mode, channel]) : '';
