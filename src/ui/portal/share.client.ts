/**
 * The buttons of Refer a friend that need a script: this phone's own way of sharing, where it has one, and the clipboard. They are
 * told of a press by the page as a whole, since the card may be replaced at any time.
 */
export function sharing(): void {
	show();
	document.addEventListener('click', ({ target }) => {
		if (!(target instanceof HTMLButtonElement)) return;
		if (target.id === 'refer-share') void share(target.dataset['text'] ?? '');
		if (target.id === 'refer-copy') void copy(target);
	});
}

/** Shows those that work here, also in a card that was brought in anew. */
export function show(within: ParentNode = document): void {
	const reveal = (id: string, works: boolean) => {
		const button = within.querySelector<HTMLButtonElement>(`#${id}`);
		if (button) button.hidden = !works;
	};
	reveal('refer-share', 'share' in navigator);
	// Both are there only on https (and on localhost).
	reveal('refer-copy', 'clipboard' in navigator);
}

async function share(text: string): Promise<void> {
	try {
		await navigator.share({ text });
	} catch (cause) {
		// She thought better of it, or the phone did.
		if (!(cause instanceof DOMException)) throw cause;
	}
}

async function copy(button: HTMLButtonElement): Promise<void> {
	try {
		await navigator.clipboard.writeText(button.dataset['link'] ?? '');
		button.textContent = button.dataset['copied'] ?? '';
	} catch (cause) {
		if (!(cause instanceof DOMException)) throw cause;
	}
}
