import { here } from './kept.client.ts';
import { show as showSharing } from './share.client.ts';
import { sendsBefore, showPreferences } from './preferences.client.ts';

/** Parts of the page that the business can change while it is open; what is being typed stays. */
const PARTS = ['next', 'messages', 'files', 'quotes', 'receipts', 'refer'];

const knownIn = (page: Document) =>
	page.querySelector<HTMLElement>('script[data-known]')?.dataset['known'] ?? '';

let asked = 0;
/** Fingerprint of what is shown: news of it is no news. */
let known = knownIn(document);

/** Brings the page up to date without loading it anew. A page that is gone (switched off, link replaced) is loaded as it is. */
export async function refresh(): Promise<void> {
	const mine = ++asked;
	const before = sendsBefore();
	const response = await fetch(here + location.search, { cache: 'no-store' });
	if (mine !== asked) return;
	if (response.status === 404) return location.reload();
	if (!response.ok) return;
	const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
	known = knownIn(fresh);
	show(fresh, before);
}

const partOf = (page: Document, id: string) => page.getElementById(id)?.closest('section') ?? null;

function show(fresh: Document, before: number): void {
	for (const id of PARTS) {
		const now = partOf(document, id);
		const then = partOf(fresh, id);
		if (id === 'refer' && then) showSharing(then);
		if (id === 'messages' && now && then) showMessages(now, then);
		else if (now && then) {
			if (now.innerHTML !== then.innerHTML) now.replaceWith(then);
		} else if (now) now.remove();
		else if (then) (partOf(document, 'preferences') ?? document.querySelector('footer.foot'))?.before(then);
	}
	const [now, then] = [document, fresh].map((page) => partOf(page, 'preferences'));
	if (now && then) showPreferences(now, then, before);
	showMasthead(document.querySelector('.masthead'), fresh.querySelector('.masthead'));
}

/** The loyalty pill may say something else; one that she has opened and that says the same stays open. */
function showMasthead(now: Element | null, then: Element | null): void {
	const pill = (part: Element | null) => part?.querySelector('.loyalty')?.textContent;
	if (now && then && pill(now) !== pill(then)) now.replaceWith(then);
}

/** The composer keeps its place while a conversation goes on, or what is typed, its focus and its keyboard would be lost. */
function showMessages(now: Element, then: Element): void {
	const thread = now.querySelector('#thread');
	const news = then.querySelector('#thread');
	const composers = [now, then].filter((part) => part.querySelector('#reply')).length;
	if (!thread && !news && composers !== 1) return;
	if (!thread || !news || composers === 1) return replaceWhole(now, then);
	const wasBelow = thread.getBoundingClientRect().bottom <= innerHeight + 120;
	for (const waiting of thread.querySelectorAll('[data-key]')) news.append(waiting);
	if (thread.innerHTML === news.innerHTML) return;
	thread.replaceChildren(...news.childNodes);
	if (wasBelow) thread.lastElementChild?.scrollIntoView({ block: 'nearest' });
}

/** What was typed moves along, with the place where she was typing. */
function replaceWhole(now: Element, then: Element): void {
	const before = now.querySelector<HTMLTextAreaElement>('#message');
	const typing = before !== null && document.activeElement === before;
	now.replaceWith(then);
	const after = then.querySelector<HTMLTextAreaElement>('#message');
	if (!before || !after) return;
	after.value = before.value;
	if (typing) after.focus();
}

/** Listens for news while somebody looks at the page; nothing is kept open on a phone in a pocket. */
export function keepAlive(address: string, onNews: () => void): void {
	let source: EventSource | null = null;
	const open = () => {
		source ??= new EventSource(`${address}?known=${known}`);
		source.onmessage = ({ data }) => {
			if (data === known) return;
			onNews();
			void refresh().catch(() => undefined);
		};
	};
	const close = () => {
		source?.close();
		source = null;
	};
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') return close();
		open();
		void refresh().catch(() => undefined);
	});
	addEventListener('pagehide', close);
	if (document.visibilityState === 'visible') open();
}
