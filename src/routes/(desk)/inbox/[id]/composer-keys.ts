type Ways = {
	send: () => void;
	/** null: no saved replies are offered here. */
	pick: (() => void) | null;
	leave: () => void;
};

/** The keys of the text box: Ctrl or Command with Enter sends, a slash in the empty box offers saved replies, Escape leaves it. */
export function composerKey(event: KeyboardEvent, { send, pick, leave }: Ways): void {
	// While an input method puts a sign together its keys are its own.
	if (event.isComposing) return;
	if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
		event.preventDefault();
		// Held down, it repeats.
		if (!event.repeat) send();
	} else if (event.key === '/' && pick) {
		event.preventDefault();
		pick();
	} else if (event.key === 'Escape') leave();
}
