/** How a shortcut with the command key is written on this machine: "⌘K" on Apple's, "Ctrl K" elsewhere and on the server. */
export function commandKey(key: string): string {
	const platform = typeof navigator === 'undefined' ? '' : navigator.platform;
	return /Mac|iPhone|iPad/.test(platform) ? `⌘${key}` : `Ctrl ${key}`;
}

/** Whether a key press is the command key and `key` together, by either platform's custom. */
export function isCommand(event: KeyboardEvent, key: string): boolean {
	return (
		(event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key
	);
}
