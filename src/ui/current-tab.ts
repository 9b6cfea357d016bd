/** For the current one of a strip of tabs that may be wider than the screen: brings it to the strip's middle, and moves nothing else. */
export function inTheMiddle(tab: HTMLElement): void {
	const strip = tab.closest('nav, ul');
	if (!strip) return;
	const [it, all] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
	strip.scrollLeft += it.left + it.width / 2 - (all.left + all.width / 2);
}
