import { capped } from '#ui/capped.ts';

const prefix = /^\(\d+\+?\) /;

/** Such as "(3) Inbox", with the number as the rail says it. One that is there already is replaced. */
export const withBadge = (title: string, count: number): string => {
	const bare = title.replace(prefix, '');
	return count > 0 ? `(${capped(count)}) ${bare}` : bare;
};

/** Keeps a number in front of the tab's title, whatever title each page gives itself. */
export function showBadge(): { count(count: number): void; stop(): void } {
	let shown = 0;
	const apply = (): void => {
		const wanted = withBadge(document.title, shown);
		if (document.title !== wanted) document.title = wanted;
	};
	const watching = new MutationObserver(apply);
	watching.observe(document.head, { childList: true, subtree: true, characterData: true });
	return {
		count(count) {
			shown = count;
			apply();
		},
		stop() {
			watching.disconnect();
			shown = 0;
			apply();
		}
	};
}
