/** Distance between a button and its panel, and between the panel and the edge of the screen, in pixels. */
const GAP = 6;
const EDGE = 8;

/**
 * Puts a popover beside its button, before it is shown: below, or above where there is more room; at the
 * button's start or end, whichever side asked for has room. Sets its largest size, so that it never leaves
 * the screen.
 */
export function placeBy(panel: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
	const { left, right, top, bottom } = button.getBoundingClientRect();
	const { clientWidth: width, clientHeight: height } = document.documentElement;
	const rtl = getComputedStyle(button).direction === 'rtl';

	const roomToTheRight = width - left;
	const fromTheLeft = (align === 'start') !== rtl ? roomToTheRight > 240 : right < 240;
	const above = height - bottom < 260 && top > height - bottom;
	Object.assign(panel.style, {
		margin: '0',
		left: fromTheLeft ? `${left}px` : 'auto',
		right: fromTheLeft ? 'auto' : `${width - right}px`,
		top: above ? 'auto' : `${bottom + GAP}px`,
		bottom: above ? `${window.innerHeight - top + GAP}px` : 'auto',
		maxWidth: `${Math.min(352, (fromTheLeft ? roomToTheRight : right) - EDGE)}px`,
		maxHeight: `${(above ? top : height - bottom) - GAP - EDGE}px`
	});
}

/**
 * Moves focus among the items of a list as menus do: arrows go round, Home and End jump, a letter finds the
 * next item that begins with it. False when the key means nothing here.
 */
export function moveFocus(key: string, list: HTMLElement, selector: string): boolean {
	const items = [...list.querySelectorAll<HTMLElement>(selector)];
	const at = items.indexOf(document.activeElement as HTMLElement);
	const go = (index: number) => {
		items.at(index % items.length)?.focus();
		return true;
	};
	if (items.length === 0) return false;
	if (key === 'ArrowDown') return go(at + 1);
	if (key === 'ArrowUp') return go(at <= 0 ? -1 : at - 1);
	if (key === 'Home') return go(0);
	if (key === 'End') return go(-1);
	if (key.length !== 1 || key === ' ') return false;
	const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
	const found = after.find((item) =>
		item.textContent.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase())
	);
	found?.focus();
	return found !== undefined;
}
