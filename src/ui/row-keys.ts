import type { Attachment } from 'svelte/attachments';
import { isSingleKey, singleKeys } from '#ui/single-keys.ts';

/** A key press that belongs to whoever has the focus, not to the list. */
function isTaken(event: KeyboardEvent): boolean {
	if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing)
		return true;
	if (isSingleKey(event) && !singleKeys()) return true;
	const target = event.target instanceof Element ? event.target : null;
	return target?.closest('textarea, select, [contenteditable], [role="menu"], dialog') != null;
}

/**
 * Moves between the rows of a list by ↓ ↑ or j k from anywhere on the page; a row is what `rows` selects, a link that Enter
 * follows by itself. `/` goes to the page's search box, from which ↓ leads to the first row.
 */
export const rowKeys =
	(rows: string): Attachment<HTMLElement> =>
	(list) => {
		const search = () => document.querySelector<HTMLInputElement>('main input[type="search"]');

		function pressed(event: KeyboardEvent) {
			if (isTaken(event)) return;
			const typing = event.target instanceof HTMLInputElement;
			if (event.key === '/' && !typing) search()?.focus();
			else if (event.key === 'ArrowDown' || (event.key === 'j' && !typing)) move(1);
			else if (event.key === 'ArrowUp' || (event.key === 'k' && !typing)) move(-1);
			else return;
			event.preventDefault();
		}

		function move(step: 1 | -1) {
			const links = [...list.querySelectorAll<HTMLElement>(rows)];
			const at = links.findIndex((link) => link === document.activeElement);
			if (at === -1 && step === -1) return;
			if (at === 0 && step === -1 && search()) return search()?.focus();
			const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
			next?.focus();
			next?.scrollIntoView({ block: 'nearest' });
		}

		document.addEventListener('keydown', pressed);
		return () => document.removeEventListener('keydown', pressed);
	};
