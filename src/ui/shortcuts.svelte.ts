import { untrack } from 'svelte';
import { isSingleKey, singleKeys } from '#ui/single-keys.ts';

/** One key that does something on the page that is open, as the help sheet lists it. */
export type Shortcut = {
	/** As `KeyboardEvent.key` has it, letters in lower case: `r`, `/`. */
	key: string;
	/** Sentence case, as in a list: "Reply". */
	does: string;
	/** Left out where the browser does it by itself, as Enter on a link. */
	run?: () => void;
};

let registered = $state.raw<readonly (() => readonly Shortcut[])[]>([]);

/**
 * Makes these keys work as long as the calling component is there; called while it is set up. `read` is asked at each press,
 * so what may not be done now is simply not in its answer. When two components want a key, the later one has it.
 */
export function useShortcuts(read: () => readonly Shortcut[]): void {
	$effect(() => {
		registered = [...untrack(() => registered), read];
		return () => {
			registered = registered.filter((other) => other !== read);
		};
	});
}

/** The keys that do something here and now. */
export function shortcutsHere(): Shortcut[] {
	const all = registered.flatMap((read) => read());
	return all.filter(({ key }, at) => all.findLastIndex((other) => other.key === key) === at);
}

/** Whether a key pressed here is for the page, and not for a field, a menu or a dialog, nor one that was switched off. */
export function isForPage(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing)
		return false;
	if (isSingleKey(event) && !singleKeys()) return false;
	const target = event.target instanceof Element ? event.target : null;
	const own = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], dialog';
	return target?.closest(own) == null && document.querySelector('dialog[open]') === null;
}

/** Does what the pressed key stands for, if it stands for anything. */
export function pressShortcut(event: KeyboardEvent): void {
	if (!isForPage(event)) return;
	const letter = /^\p{L}$/u.test(event.key);
	if (letter && event.shiftKey) return;
	const pressed = letter ? event.key.toLowerCase() : event.key;
	const shortcut = shortcutsHere().find(({ key, run }) => run && key === pressed);
	if (!shortcut) return;
	event.preventDefault();
	shortcut.run?.();
}

/** A key as it is printed on it. */
export const keyName = (key: string) => (key.length === 1 ? key.toLocaleUpperCase() : key);

/** For a button's tooltip: "Reply (R)". Its accessible name stays "Reply"; `aria-keyshortcuts` says the key to screen readers. */
export const withKey = (label: string, key: string) => `${label} (${keyName(key)})`;
