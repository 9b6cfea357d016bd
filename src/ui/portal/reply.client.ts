import { ofThisPage, post, store, stored } from './kept.client.ts';
import { complain, fits, tooLong } from './limit.client.ts';
import { refresh } from './live.client.ts';
import { dataChanged } from './takeout.client.ts';

/** A reply that the server has not acknowledged yet. */
type Waiting = { key: string; text: string };

const STORE = ofThisPage('replies');
const DRAFT = ofThisPage('draft');

function kept(): Waiting[] {
	const text = stored(STORE);
	return text ? (JSON.parse(text) as Waiting[]) : [];
}
const keep = (list: Waiting[]) => store(STORE, list.length ? JSON.stringify(list) : null);

/** `crypto.randomUUID` exists only on https. */
function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const form = () => document.querySelector<HTMLFormElement>('#reply');
const box = () => document.querySelector<HTMLTextAreaElement>('#message');

/** The bubble of a reply that waits. Without a thread yet there is nowhere to put one, and the page is loaded anew instead. */
function bubble({ key, text }: Waiting): HTMLElement | null {
	const thread = document.querySelector('#thread');
	const there = thread?.querySelector<HTMLElement>(`[data-key="${key}"]`);
	if (!thread || there) return there ?? null;
	const item = document.createElement('li');
	item.className = 'mine';
	item.dataset['key'] = key;
	const words = document.createElement('p');
	words.className = 'bubble';
	words.dir = 'auto';
	words.textContent = text;
	const state = document.createElement('span');
	state.className = 'state';
	item.append(words, state);
	thread.append(item);
	return item;
}

function say(waiting: Waiting, state: 'sending' | 'unsent' | 'sent'): void {
	const item = bubble(waiting);
	if (item?.lastElementChild) item.lastElementChild.textContent = form()?.dataset[state] ?? '';
	item?.classList.toggle('unsent', state === 'unsent');
}

let busy = false;
let pause = 2000;

/** Sends what waits, oldest first, until the server has each; a retry carries the same key, so nothing is sent twice (D2). */
async function flush(): Promise<void> {
	const [first] = kept();
	const address = form()?.action;
	if (busy || !first || !address) return;
	busy = true;
	say(first, 'sending');
	// A retry carries the same key, which makes sure that it arrives once.
	const outcome = await post(address, { key: first.key, message: first.text });
	busy = false;
	if (outcome === 'later') {
		for (const waiting of kept()) say(waiting, 'unsent');
		setTimeout(() => void flush(), (pause = Math.min(pause * 2, 60_000)));
		return;
	}
	pause = 2000;
	keep(kept().filter(({ key }) => key !== first.key));
	if ('kept' in outcome) say(first, 'sent');
	else refuse(first, outcome.error);
	if (kept().length) return flush();
	if (!('kept' in outcome)) return;
	dataChanged();
	const item = document.querySelector<HTMLElement>(`[data-key="${first.key}"]`);
	await refresh().then(
		() => item?.remove(),
		() => undefined
	);
}

/** The server does not take it as it is: the words go back to where they can be changed. */
function refuse(waiting: Waiting, error: string): void {
	document.querySelector(`[data-key="${waiting.key}"]`)?.remove();
	const text = box();
	if (!text) return;
	text.value = text.value ? `${waiting.text}\n${text.value}` : waiting.text;
	store(DRAFT, text.value);
	fits(text);
	complain(text, error);
}

/** Reply here: at once on screen, kept on the phone until it is acknowledged (B9). */
export function replies(): void {
	document.addEventListener('input', ({ target }) => {
		if (target !== box() || !(target instanceof HTMLTextAreaElement)) return;
		store(DRAFT, target.value);
		if (fits(target)) complain(target, null);
	});
	document.addEventListener('submit', (event) => {
		if (event.target !== form()) return;
		const text = box();
		if (text && !fits(text)) {
			event.preventDefault();
			return complain(text, tooLong(text));
		}
		if (!document.querySelector('#thread')) return;
		event.preventDefault();
		const words = text?.value.trim();
		if (!text || !words) return;
		const waiting = { key: newKey(), text: words };
		keep([...kept(), waiting]);
		text.value = '';
		fits(text);
		complain(text, null);
		store(DRAFT, null);
		say(waiting, 'sending');
		document.querySelector('#thread')?.lastElementChild?.scrollIntoView({ block: 'nearest' });
		void flush();
	});
	document.addEventListener('keydown', (event) => {
		if (event.target === box() && event.key === 'Enter' && (event.ctrlKey || event.metaKey))
			form()?.requestSubmit();
	});
	addEventListener('online', () => void flush());
	const text = box();
	const draft = stored(DRAFT);
	if (text && draft && !text.value) text.value = draft;
	if (text) fits(text);
	for (const waiting of kept()) say(waiting, 'unsent');
	void flush();
}
