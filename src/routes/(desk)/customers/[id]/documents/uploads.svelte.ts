import { DOCUMENT_LIMIT } from '#hub/documents/limits.ts';
import { randomKey } from '#ui/random-key.ts';
import { sendFile, type Sent } from './send-file.ts';

/** Requests at a time: more only share the same line. */
const AT_ONCE = 3;

/** One file on its way. */
export type Upload<Made> = {
	/** The upload key: stays the same over retries, so that they make one document (D2). */
	readonly key: string;
	readonly file: File;
	readonly label: string;
	/** The customer is told by mail. */
	readonly tell: boolean;
	state: 'waiting' | 'sending' | 'failed';
	/** From 0 to 1; null while the server has everything and is not done yet. */
	progress: number | null;
	/** Why it failed, in a sentence. */
	error: string | null;
	/** Trying again makes sense. */
	retryable: boolean;
	sent: Sent<Made> | null;
};

/** Sends files one request each, a few at a time; what is done leaves the list. */
export class Uploads<Made> {
	list = $state<Upload<Made>[]>([]);
	/** Leaving the page now would stop something. */
	private made: Made[] = [];
	readonly busy = $derived(this.list.some((upload) => upload.state !== 'failed'));

	constructor(
		private readonly address: () => string,
		private readonly done: (made: Made) => void,
		/** Nothing is on its way any more; what was made meanwhile, at least one. */
		private readonly ended: (made: readonly Made[]) => void
	) {}

	add(files: File[], label: string, tell: boolean): void {
		for (const file of files) {
			const large = file.size > DOCUMENT_LIMIT;
			this.list.push({
				key: randomKey(),
				file,
				label,
				tell,
				state: large ? 'failed' : 'waiting',
				progress: 0,
				error: large ? 'This file is larger than 50 MB, the most that can be shared.' : null,
				retryable: !large,
				sent: null
			});
		}
		this.next();
	}

	retry(key: string): void {
		const upload = this.list.find((one) => one.key === key);
		if (!upload) return;
		upload.state = 'waiting';
		upload.error = null;
		upload.progress = 0;
		this.next();
	}

	/** Stops it when it is on its way, and takes it off the list. */
	cancel(key: string): void {
		const upload = this.list.find((one) => one.key === key);
		this.list = this.list.filter((one) => one.key !== key);
		upload?.sent?.abort();
		this.next();
	}

	cancelAll(): void {
		for (const { key } of [...this.list]) this.cancel(key);
	}

	private next(): void {
		if (!this.busy && this.made.length) this.ended(this.made.splice(0));
		let free = AT_ONCE - this.list.filter((upload) => upload.state === 'sending').length;
		for (const upload of this.list) {
			if (free <= 0) return;
			if (upload.state !== 'waiting') continue;
			free -= 1;
			void this.send(upload);
		}
	}

	private async send(upload: Upload<Made>): Promise<void> {
		upload.state = 'sending';
		const sent = sendFile<Made>(this.address(), upload, (part) => (upload.progress = part < 1 ? part : null));
		upload.sent = sent;
		const outcome = await sent.outcome;
		upload.sent = null;
		if (outcome.kind === 'made') {
			this.list = this.list.filter((one) => one.key !== upload.key);
			for (const made of outcome.made) this.done(made);
			this.made.push(...outcome.made);
		} else if (outcome.kind === 'refused') {
			upload.state = 'failed';
			upload.error = outcome.words;
			upload.retryable = outcome.retryable;
		}
		this.next();
	}
}
