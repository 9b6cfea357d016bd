import { Worker } from 'node:worker_threads';

export type ThreadsOptions = {
	/** Path or address of the bundled program. Asked when the first question comes. */
	program: () => string | URL;
	/** Threads at most; more questions wait. */
	threads: number;
	/** Milliseconds that one answer may take. */
	time: number;
	/** Megabytes of a thread's heap. */
	memory: number;
};

/** Why there is no answer, for a log. */
export type NoAnswer = { error: string };

/** Threads of one program, which answers each message with one: what takes long, or reads what strangers wrote, holds up nobody. */
export type Threads<Question, Answer> = {
	/** `error`: it took too long or too much memory, its thread ended, or the threads are closed. */
	ask(question: Question): Promise<Answer | NoAnswer>;
	readonly closed: boolean;
	/** Ends the threads. */
	close(): Promise<void>;
};

/** No thread begins before there is something to ask. */
export function openThreads<Question, Answer extends object>({
	program,
	threads,
	time,
	memory
}: ThreadsOptions): Threads<Question, Answer> {
	const waiting: { question: Question; settle: (answer: Answer | NoAnswer) => void }[] = [];
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
		const timer = setTimeout(() => finish({ error: `it takes more than ${time / 1000} s` }, false), time);
		const finish = (answer: Answer | NoAnswer, alive: boolean) => {
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
		const answered = (answer: Answer | NoAnswer) => finish(answer, true);
		const failed = (error: Error) => finish({ error: error.message }, false);
		const exited = () => finish({ error: 'its thread ended' }, false);
		worker.removeAllListeners('error');
		worker.once('message', answered).once('error', failed).once('exit', exited);
		worker.ref();
		worker.postMessage(job.question);
	}

	return {
		get closed() {
			return closed;
		},
		async ask(question) {
			if (closed) return { error: 'the threads are closed' };
			return new Promise((settle) => {
				waiting.push({ question, settle });
				next();
			});
		},
		async close() {
			closed = true;
			for (const { settle } of waiting.splice(0)) settle({ error: 'the threads are closed' });
			await Promise.all([...all].map((worker) => worker.terminate()));
		}
	};
}
