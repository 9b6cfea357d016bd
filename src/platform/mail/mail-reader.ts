import { openThreads, type ThreadsOptions } from '../threads.ts';
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

export type MailReaderOptions = Pick<ThreadsOptions, 'program'> & Partial<ThreadsOptions>;

/** Opens a reader, of `reading/thread.ts` bundled. */
export function openMailReader(options: MailReaderOptions): MailReader {
	const threads = openThreads<Question, Answer>({ threads: 2, time: 30_000, memory: 768, ...options });

	async function ask(question: Question): Promise<Answer> {
		if (threads.closed) throw new ReaderClosed('the reader is closed');
		const answer = await threads.ask(question);
		if ('error' in answer)
			throw threads.closed ? new ReaderClosed(answer.error) : new UnreadableMail(answer.error);
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
		close: () => threads.close()
	};
}
