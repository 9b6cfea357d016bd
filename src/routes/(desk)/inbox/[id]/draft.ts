import type { Channel } from '#hub/messages/types.ts';

/** Milliseconds without typing after which a draft is kept. */
const PAUSE = 700;

export type Typed = { body: string; mode: 'reply' | 'note'; channel: Channel | null; key: string };

/** Keeps what is typed in a case at the server: after a pause, and at once when the page is left. */
export class DraftKeeper {
	private timer: ReturnType<typeof setTimeout> | undefined;
	private waiting: Typed | null = null;

	/** `kept`: what the server has already. */
	constructor(
		private readonly address: string,
		private kept: string
	) {}

	typed(it: Typed): void {
		clearTimeout(this.timer);
		this.waiting = fingerprint(it) === this.kept ? null : it;
		if (this.waiting) this.timer = setTimeout(() => this.flush(), PAUSE);
	}

	/** It was sent, and the server has let go of the draft by itself. */
	sent(): void {
		clearTimeout(this.timer);
		this.waiting = null;
		this.kept = '';
	}

	/** A beacon leaves even while the page does. */
	flush(): void {
		clearTimeout(this.timer);
		if (!this.waiting) return;
		const { body, mode, channel, key } = this.waiting;
		const form = new URLSearchParams({ body, mode, key, ...(channel && { channel }) });
		if (navigator.sendBeacon(`${this.address}/draft`, form)) {
			this.kept = fingerprint(this.waiting);
			this.waiting = null;
		} else this.timer = setTimeout(() => this.flush(), PAUSE);
	}
}

/** Nothing typed is nothing, whatever it would be sent as. */
export const fingerprint = ({ body, mode, channel }: Omit<Typed, 'key'>) =>
	body.trim() ? JSON.stringify([body.trim(), mode, channel]) : '';
