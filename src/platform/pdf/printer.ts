import { openThreads, type ThreadsOptions } from '../threads.ts';
import { openFairQueue, type Asker, type FairLimits } from './fair-queue.ts';

/** Printing did not come to an end, or too many wait for it. Told apart by its code: the bundles hold classes of their own. */
class NotPrinted extends Error {
	readonly code: 'PrinterBusy' | 'PrinterFailed';
	constructor(code: NotPrinted['code'], message: string) {
		super(message);
		this.name = 'NotPrinted';
		this.code = code;
	}
}

/** Prints in threads of its own, so that no paper, however long, delays anybody's page. */
export type Printer = {
	/**
	 * The file of what the printing program takes. One at a time for each person, organizations in turn; some more wait, but not
	 * once whoever asked has `gone`. Throws NotPrinted.
	 */
	print(work: object, by: Asker, gone?: AbortSignal): Promise<Uint8Array>;
	/** Ends the threads. */
	close(): Promise<void>;
};

/** What the thread answers. */
export type Printed = { file: Uint8Array } | { error: string };

export type PrinterOptions = Pick<ThreadsOptions, 'program'> &
	Partial<ThreadsOptions> &
	Partial<Omit<FairLimits, 'atOnce'>>;

type Job = { work: object; settle: (file: Uint8Array) => void; refuse: (cause: unknown) => void };

/** One thread more than an organization gets at once, so that its papers, however long, keep no other's waiting. */
export function openPrinter(options: PrinterOptions): Printer {
	const { each = 6, together = 20, all = 60, threads = 3, ...rest } = options;
	const printing = openThreads<object, Printed>({ time: 20_000, memory: 512, ...rest, threads });
	const limits = { each, together, all, atOnce: Math.max(1, threads - 1) };
	const queue = openFairQueue<Job>(limits, busy);
	let running = 0;

	function busy(job: Job): void {
		job.refuse(new NotPrinted('PrinterBusy', 'too many papers are being printed'));
	}

	async function print({ work, settle, refuse }: Job, done: () => void): Promise<void> {
		const answer = await printing.ask(work);
		if ('error' in answer) refuse(new NotPrinted('PrinterFailed', answer.error));
		else settle(answer.file);
		done();
		running--;
		next();
	}

	function next(): void {
		while (running < threads) {
			const turn = queue.next();
			if (!turn) return;
			running++;
			void print(turn.job, turn.done);
		}
	}

	return {
		print: (work, by, gone) =>
			new Promise((settle, refuse) => {
				const job: Job = { work, settle, refuse };
				if (gone?.aborted || !queue.enter(by, job)) return busy(job);
				const leave = () => {
					queue.leave(by, job);
					// Nobody hears it of one that is printed already.
					busy(job);
				};
				gone?.addEventListener('abort', leave, { once: true });
				next();
			}),
		close: () => printing.close()
	};
}
