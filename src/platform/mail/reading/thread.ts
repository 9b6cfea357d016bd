import { parentPort } from 'node:worker_threads';
import { hideInBytes, type SecretLinks } from './hidden-links.ts';
import { readMail, type ReadMail, type ReadOptions } from './read-mail.ts';
import { shownHtml, type Shown, type Showing } from './shown-html.ts';

/** What the thread can be asked for; answers come one by one, in order. */
export type Question =
	| { ask: 'read'; raw: Uint8Array; options: ReadOptions }
	| { ask: 'hide'; raw: Uint8Array; links: SecretLinks }
	| { ask: 'show'; html: string; showing: Showing };
export type Answer = { mail: ReadMail } | { raw: Uint8Array } | { shown: Shown } | { error: string };

const bufferOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

async function answer(question: Question): Promise<Answer> {
	if (question.ask === 'show') return { shown: shownHtml(question.html, question.showing) };
	const raw = bufferOf(question.raw);
	if (question.ask === 'read') return { mail: await readMail(raw, question.options) };
	hideInBytes(raw, question.links);
	return { raw };
}

/** Handed over instead of copied. */
const movable = (given: Answer): ArrayBuffer[] => {
	const all =
		'mail' in given ? given.mail.files.map(({ content }) => content) : 'raw' in given ? [given.raw] : [];
	return all.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
};

parentPort?.on('message', (question: Question) => {
	void answer(question)
		.catch((error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) }))
		.then((given) => parentPort?.postMessage(given, movable(given)));
});
