import { ofThisPage, post, store, stored } from './kept.client.ts';
import { cleaned, complain, fits, tooLong } from './limit.client.ts';
import { dataChanged } from './takeout.client.ts';

/** What is typed and not acknowledged yet, and the version of the text that it was made from. */
type Draft = { text: string; version: string };

const DRAFT = ofThisPage('preferences');
/** Milliseconds of rest after which it is saved. */
const REST = 800;

const form = () => document.querySelector<HTMLFormElement>('#preferences-form');
const box = () => document.querySelector<HTMLTextAreaElement>('#preferences-text');
const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`);
const version = () => form()?.querySelector<HTMLInputElement>('[name=version]') ?? null;

/** The text that the server is known to have is the box's default, so an untouched box tells itself. */
const dirty = () => {
	const text = box();
	return text !== null && cleaned(text.value) !== cleaned(text.defaultValue);
};

function say(state: 'saved' | 'saving' | 'unsaved' | 'offline' | null): void {
	const line = document.querySelector('#preferences-state');
	const words = (state && form()?.dataset[state]) ?? '';
	if (line && line.textContent !== words) line.textContent = words;
}

const keep = (draft: Draft | null) => store(DRAFT, draft && JSON.stringify(draft));

let busy = false;
/** Counts what was sent: a page that was asked for before knows nothing of it. */
let sends = 0;
let pause = 2000;
let timer: ReturnType<typeof setTimeout> | undefined;

function plan(milliseconds: number): void {
	clearTimeout(timer);
	timer = setTimeout(() => void save(), milliseconds);
}

/** Saves until the server has what the box says. The last write wins, and what it wrote over is shown. */
async function save(leaving = false): Promise<void> {
	clearTimeout(timer);
	const text = box();
	const from = version();
	const address = form()?.action;
	if (busy || !text || !from || !address || !fits(text)) return;
	if (!dirty()) {
		keep(null);
		return say('saved');
	}
	busy = true;
	sends++;
	say('saving');
	const sent = text.value;
	const outcome = await post<{ version: string; overwritten: string | null }>(
		address,
		{ preferences: sent, version: from.value },
		leaving
	);
	busy = false;
	if (outcome === 'later') {
		say('offline');
		return plan((pause = Math.min(pause * 2, 60_000)));
	}
	pause = 2000;
	if ('error' in outcome) {
		say('unsaved');
		return complain(text, outcome.error);
	}
	complain(text, null);
	text.defaultValue = sent;
	dataChanged();
	for (const one of document.querySelectorAll<HTMLInputElement>(
		'#preferences-form [name=version], #preferences-other [name=version]'
	))
		one.value = outcome.kept.version;
	if (outcome.kept.overwritten !== null) show(outcome.kept.overwritten, sent);
	if (dirty()) return plan(REST);
	keep(null);
	say('saved');
}

/** What was written over, with the ways to have it back. */
function show(overwritten: string, saved: string): void {
	const other = document.querySelector<HTMLElement>('#preferences-other');
	const words = other?.querySelector('blockquote');
	const that = field('preferences-that');
	const both = field('preferences-both');
	if (!other || !words || !that || !both) return;
	words.textContent = overwritten;
	that.value = overwritten;
	both.value = `${saved}\n\n${overwritten}`;
	other.hidden = false;
}

/** To be asked before a page is fetched, and handed to showPreferences with it. */
export const sendsBefore = (): number => sends;

/**
 * Brings in what another tab or device has saved, unless she is typing here, has yet to read what was written over, or has saved
 * since the page was asked for.
 */
export function showPreferences(now: Element, then: Element, before: number): void {
	const textOf = (part: Element) => part.querySelector('textarea')?.defaultValue;
	const unread = now.querySelector<HTMLElement>('#preferences-other')?.hidden === false;
	if (
		busy ||
		sends !== before ||
		dirty() ||
		unread ||
		document.activeElement === box() ||
		textOf(now) === textOf(then)
	)
		return;
	now.replaceWith(then);
}

/** Your preferences, saved while she types and kept on the phone until they are acknowledged (B9). */
export function preferences(): void {
	document.addEventListener('input', ({ target }) => {
		const text = box();
		const from = version();
		if (target !== text || !text || !from) return;
		keep(dirty() ? { text: text.value, version: from.value } : null);
		say(dirty() ? 'unsaved' : null);
		if (!fits(text)) return;
		complain(text, null);
		plan(REST);
	});
	document.addEventListener('submit', (event) => {
		if (event.target !== form()) return;
		event.preventDefault();
		const text = box();
		if (text && !fits(text)) complain(text, tooLong(text));
		else void save();
	});
	addEventListener('online', () => void save());
	addEventListener('pagehide', () => {
		if (dirty()) void save(true);
	});
	const text = box();
	const from = version();
	const draft = stored(DRAFT);
	if (!text || !from) return;
	if (draft) {
		const { text: typed, version: of } = JSON.parse(draft) as Draft;
		text.value = typed;
		from.value = of;
		if (dirty()) void save();
		else keep(null);
	}
	fits(text);
}
