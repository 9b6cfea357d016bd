import type { Kept } from './draft/+server.ts';

/** Milliseconds without typing after which a draft is kept. */
const PAUSE = 700;

/**
 * Keeps the editor's form at the server: after a pause, and when something is about to be done with it. One save at a time, so
 * that none overtakes another.
 */
export class DraftSaver {
	/** `kept`: nothing is open; `wrong`: it says by field why not; `meanwhile`: somebody else saved it; `offline`: tried again. */
	state = $state<'kept' | 'typing' | 'saving' | 'wrong' | 'meanwhile' | 'offline'>('kept');
	errors = $state<Record<string, string>>({});
	version = $state(0);
	/** The words to send with what was saved last; null: nothing was saved yet. */
	cover = $state<string | null>(null);
	private theirs = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private saving: Promise<void> = Promise.resolve();

	constructor(
		private readonly address: string,
		version: number,
		private readonly form: () => HTMLFormElement | undefined
	) {
		this.version = version;
	}

	typed(): void {
		if (this.state === 'meanwhile') return;
		this.state = 'typing';
		clearTimeout(this.timer);
		this.timer = setTimeout(() => void this.flush(), PAUSE);
	}

	/** True once the server has all that was typed. */
	async flush(): Promise<boolean> {
		clearTimeout(this.timer);
		await this.saving;
		if (this.state === 'kept' || this.state === 'meanwhile') return this.state === 'kept';
		this.saving = this.save();
		await this.saving;
		return (this.state as string) === 'kept';
	}

	/** Mine, in the place of what somebody else saved. */
	async insist(): Promise<void> {
		this.version = this.theirs;
		this.state = 'typing';
		await this.flush();
	}

	private async save(): Promise<void> {
		const form = this.form();
		if (!form) return;
		this.state = 'saving';
		const fields = new FormData(form);
		fields.set('version', String(this.version));
		try {
			const response = await fetch(`${this.address}/draft`, { method: 'POST', body: fields });
			this.heard((await response.json()) as Kept);
		} catch (cause) {
			// No connection, or an answer that is none of ours: it is tried again with the next key.
			if (!(cause instanceof TypeError || cause instanceof SyntaxError)) throw cause;
			this.state = 'offline';
			this.timer = setTimeout(() => void this.flush(), 5 * PAUSE);
		}
	}

	private heard(kept: Kept): void {
		// What was typed while it was on its way is saved next.
		const more = (this.state as string) === 'typing';
		if ('version' in kept) {
			this.version = kept.version;
			this.cover = kept.cover;
			this.errors = {};
			if (!more) this.state = 'kept';
		} else if ('meanwhile' in kept) {
			this.theirs = kept.meanwhile.version;
			this.state = 'meanwhile';
		} else {
			this.errors = kept.errors;
			if (!more) this.state = 'wrong';
		}
	}
}
