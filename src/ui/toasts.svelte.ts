import { startTimer, stopTimer } from '#ui/timers.ts';

/** A short message that names what happened. */
export type Toast = {
	id: number;
	text: string;
	tone: 'neutral' | 'danger';
	/** Takes the action back; the toast then goes. */
	undo: (() => unknown) | undefined;
	/** How long it stays. */
	seconds: number;
};

let last = 0;
let list = $state<Toast[]>([]);

/** The toasts on screen, oldest first; used by Toaster.svelte. */
export function shown(): readonly Toast[] {
	return list;
}

/** Takes a toast away at once. An unknown id is fine: it has gone by itself. */
export function dismiss(id: number): void {
	stopTimer(id);
	list = list.filter((toast) => toast.id !== id);
}

/** Stops the clock while a person points at a toast or has it in focus, and starts it again after. */
export function hold(id: number, held: boolean): void {
	stopTimer(id);
	const toast = list.find((one) => one.id === id);
	if (toast && !held) startTimer(id, toast.seconds, () => dismiss(id));
}

/**
 * Shows a toast, for the browser only: 6 seconds, 10 with `undo` or when something failed, or `seconds`. At most three stay on screen.
 * Returns its id.
 */
export function toast(
	text: string,
	options: { tone?: Toast['tone']; undo?: () => unknown; seconds?: number } = {}
): number {
	const id = ++last;
	const { tone = 'neutral', undo, seconds = undo || tone === 'danger' ? 10 : 6 } = options;
	list = [...list, { id, text, tone, undo, seconds }];
	for (const old of list.slice(0, -3)) dismiss(old.id);
	hold(id, false);
	return id;
}
