import { openThreads, type ThreadsOptions } from '../threads.ts';
import { openTurns } from '../turns.ts';

/** Printing did not come to an end, or too many wait for it. Told apart by its code: the bundles hold classes of their own. */
export class NotPrinted extends Error {
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
	 * The file of what the printing program takes. One at a time for each who asks (`by`, a name that is kept while it is asked for);
	 * some more wait. Throws NotPrinted.
	 */
	print(work: object, by: string): Promise<Uint8Array>;
	/** Ends the threads. */
	close(): Promise<void>;
};

/** What the thread answers. */
export type Printed = { file: Uint8Array } | { error: string };

export type PrinterOptions = Pick<ThreadsOptions, 'program'> &
	Partial<ThreadsOptions> & {
		/** How many of one person wait or are printed at most. */
		each?: number;
		/** And of all. */
		all?: number;
	};

export function openPrinter({ each = 6, all = 60, ...options }: PrinterOptions): Printer {
	const threads = openThreads<object, Printed>({ threads: 2, time: 20_000, memory: 512, ...options });
	const people = new Map<string, { count: number; inTurn: ReturnType<typeof openTurns> }>();
	let asked = 0;

	async function printed(work: object): Promise<Uint8Array> {
		const answer = await threads.ask(work);
		if ('error' in answer) throw new NotPrinted('PrinterFailed', answer.error);
		return answer.file;
	}

	return {
		async print(work, by) {
			const person = people.get(by) ?? { count: 0, inTurn: openTurns(1) };
			if (person.count >= each || asked >= all)
				throw new NotPrinted('PrinterBusy', 'too many papers are being printed');
			people.set(by, person);
			person.count++;
			asked++;
			try {
				return await person.inTurn(() => printed(work));
			} finally {
				asked--;
				if (--person.count === 0) people.delete(by);
			}
		},
		close: () => threads.close()
	};
}
