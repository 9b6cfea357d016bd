/**
 * Whether keys without Ctrl or ⌘ do something on their own. Whoever speaks to the computer, or rests a hand on the
 * keys, can switch them off (WCAG 2.2, 2.1.4); the choice stays in this browser.
 */
const KEY = 'single-keys';

/** On unless switched off in this browser. */
export function singleKeys(): boolean {
	return localStorage.getItem(KEY) !== 'off';
}

export function setSingleKeys(on: boolean): void {
	if (on) localStorage.removeItem(KEY);
	else localStorage.setItem(KEY, 'off');
}

/** Whether this press is of a letter or a sign alone. */
export function isSingleKey(event: KeyboardEvent): boolean {
	return event.key.length === 1 && !event.metaKey && !event.ctrlKey && !event.altKey;
}
