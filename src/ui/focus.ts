/**
 * Keeps the keyboard's place. Kit moves the focus to the body after each form that succeeded and each page that it opened, and a
 * browser does when the focused element goes: the next Tab would begin with the top of the page, and a screen reader would say nothing
 * of what was done. Here, and nowhere else: a control that is still there keeps the focus; when it is gone, what stands in its
 * place gets it, a heading or a row and never a button, since the second half of a double press would press it; a new page begins
 * with its heading.
 */

/** What may get the focus instead. A control would be pressed by the second half of a double press, and a field opens a phone's keyboard. */
const PLACES = 'h1, h2, h3, li, tr';

const CONTROLS =
	'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]';

type Step = { within: Element; place: number };

/** Where the focus was: the element, and the way up from it, as it was then. */
type Was = { element: HTMLElement; way: Step[]; before: Was | null };

let was: Was | null = null;
let returned: Element | null = null;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Begins to keep it; answers how to end. */
export function keepFocus(): () => void {
	const watching = new AbortController();
	const options = { capture: true, signal: watching.signal };
	addEventListener(
		'focusin',
		({ target }) => {
			if (target === document.body) later();
			else if (target instanceof HTMLElement) was = remembered(target);
		},
		options
	);
	addEventListener('focusout', ({ relatedTarget }) => relatedTarget === null && later(), options);
	// A press beside everything takes the focus away on purpose.
	addEventListener(
		'pointerdown',
		({ target }) => {
			const pressed = target instanceof Element ? target.closest<HTMLElement>(CONTROLS) : null;
			was = pressed && remembered(pressed);
		},
		options
	);
	const observer = new MutationObserver(() => lost() && later());
	observer.observe(document.body, { subtree: true, childList: true });
	return () => {
		watching.abort();
		observer.disconnect();
		clearTimeout(waiting);
	};
}

/** A new page was opened: its heading has the focus, unless the page gave it to something. */
export function focusPage(): void {
	const { activeElement } = document;
	const chosen = activeElement && activeElement !== returned && inMain(activeElement);
	const heading = document.querySelector<HTMLElement>('main h1');
	if (!chosen && heading) give(heading);
}

const inMain = (element: Element) => element.closest('main') !== null && element.tagName !== 'MAIN';

const lost = () => was !== null && (document.activeElement ?? document.body) === document.body;

function later(): void {
	clearTimeout(waiting);
	waiting = setTimeout(() => {
		if (!was || !lost()) return;
		const found = successor(was);
		returned = found;
		if (found) give(found);
	});
}

function remembered(element: HTMLElement): Was {
	const way: Step[] = [];
	for (let at: Element = element; at.parentElement && at !== document.body; at = at.parentElement)
		way.push({ within: at.parentElement, place: [...at.parentElement.children].indexOf(at) });
	// From a dialog it goes back to where the dialog was asked for.
	const dialog = element.closest('dialog');
	const opener = was && dialog && !dialog.contains(was.element) ? was : (was?.before ?? null);
	return { element, way, before: dialog ? opener : null };
}

/** Itself, else the nearest that stands where it stood. */
function successor(from: Was): HTMLElement | null {
	if (usable(from.element)) return from.element;
	if (from.before) return successor(from.before);
	for (const { within, place } of from.way) {
		if (!within.isConnected || within === document.body || !within.checkVisibility()) continue;
		const { children } = within;
		const around = [...children].slice(place).concat([...children].slice(0, place).reverse());
		for (const one of around) {
			const found = one.matches(PLACES) ? one : [...one.querySelectorAll(PLACES)].find(usable);
			if (found instanceof HTMLElement && usable(found)) return found;
		}
	}
	return document.querySelector<HTMLElement>('h1');
}

const usable = (element: Element) =>
	element.isConnected &&
	element.checkVisibility({ visibilityProperty: true }) &&
	!element.matches(':disabled');

function give(element: HTMLElement): void {
	if (!element.matches(CONTROLS)) {
		element.tabIndex = -1;
		element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
	}
	element.focus({ preventScroll: element === document.querySelector('main h1') });
}
