import { Worker } from 'node:worker_threads';
import type { SecretLinks } from './reading/hidden-links.ts';
import type { ReadMail, ReadOptions } from './reading/read-mail.ts';
import type { Shown, Showing } from './reading/shown-html.ts';
import type { Answer, Question } from './reading/thread.ts';

/** A mail that cannot be read: no mail at all, one that takes too long, or too much memory. */
export class UnreadableMail extends Error {
	/** Checked by name: the bundles hold classes of their own. */
	override readonly name = 'UnreadableMail';
}

/** The process is ending: the mail is as good as before, and is to be read by the next one. */
export class ReaderClosed extends Error {
	override readonly name = 'ReaderClosed';
}

/** Reads what strangers wrote in threads of its own, so that no mail can hold up whoever else is served. */
export type MailReader = {
	/** Throws UnreadableMail, and as the others do ReaderClosed. */
	read(raw: Uint8Array, options: ReadOptions): Promise<ReadMail>;
	/** A copy of a raw mail with its secret links hidden. Throws UnreadableMail. */
	hide(raw: Uint8Array, links: SecretLinks): Promise<Uint8Array>;
	/** HTML fit to be shown. Throws UnreadableMail. */
	show(html: string, showing: Showing): Promise<Shown>;
	/** Ends the threads. */
	close(): Promise<void>;
};

export type MailReaderOptions = {
	/** Path or address of the bundled `reading/thread.ts`. Asked when the first mail comes. */
	program: () => string | URL;
	/** Threads at most; more mails wait. */
	threads?: number;
	/** Milliseconds that one mail may take. */
	time?: number;
	/** Megabytes of a thread's heap. */
	memory?: number;
};

type Waiting = { question: Question; settle: (answer: Answer) => void };

/** Opens a reader. No thread begins before there is something to read. */
export function openMailReader({
	program,
	threads = 2,
	time = 30_000,
	memory = 768
}: MailReaderOptions): MailReader {
	const waiting: Waiting[] = [];
	const idle: Worker[] = [];
	const all = new Set<Worker>();
	let closed = false;

	function begin(): Worker {
		const worker = new Worker(program(), {
			// Flags of the process, such as a loader of a test runner, are none of the thread's business.
			execArgv: [],
			env: {},
			resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 }
		});
		all.add(worker);
		worker.once('exit', () => {
			all.delete(worker);
			const at = idle.indexOf(worker);
			if (at >= 0) idle.splice(at, 1);
		});
		return worker;
	}

	function next(): void {
		if (idle.length === 0 && all.size >= threads) return;
		const job = waiting.shift();
		if (!job) return;
		const worker = idle.pop() ?? begin();
		const timer = setTimeout(
			() => finish({ error: `it takes more than ${time / 1000} s to read` }, false),
			time
		);
		const finish = (answer: Answer, alive: boolean) => {
			clearTimeout(timer);
			worker.off('message', answered).off('error', failed).off('exit', exited);
			// An error after this must not end the process.
			worker.on('error', () => undefined);
			if (alive) {
				worker.unref();
				idle.push(worker);
			} else {
				all.delete(worker);
				void worker.terminate();
			}
			job.settle(answer);
			next();
		};
		const answered = (answer: Answer) => finish(answer, true);
		const failed = (error: Error) => finish({ error: error.message }, false);
		const exited = () => finish({ error: 'its reader ended' }, false);
		worker.removeAllListeners('error');
		worker.once('message', answered).once('error', failed).once('exit', exited);
		worker.ref();
		worker.postMessage(job.question);
	}

	async function ask(question: Question): Promise<Answer> {
		if (closed) throw new ReaderClosed('the reader is closed');
		const answer = await new Promise<Answer>((settle) => {
			waiting.push({ question, settle });
			next();
		});
		if ('error' in answer) throw closed ? new ReaderClosed(answer.error) : new UnreadableMail(answer.error);
		return answer;
	}

	return {
		async read(raw, options) {
			const answer = await ask({ ask: 'read', raw, options });
			if ('mail' in answer) return answer.mail;
			throw new UnreadableMail('the answer is to another question');
		},
		async hide(raw, links) {
			const answer = await ask({ ask: 'hide', raw, links });
			if ('raw' in answer) return answer.raw;
			throw new UnreadableMail('the answer is to another question');
		},
		async show(html, showing) {
			const answer = await ask({ ask: 'show', html, showing });
			if ('shown' in answer) return answer.shown;
			throw new UnreadableMail('the answer is to another question');
		},
		async close() {
			closed = true;
			for (const { settle } of waiting.splice(0)) settle({ error: 'the reader is closed' });
			await Promise.all([...all].map((worker) => worker.terminate()));
		}
	};
}
