let ending: Promise<void> | null = null;

/**
 * For a command, as opposed to a server: SIGINT or SIGTERM runs `cleanUp` and ends the process with the signal's usual code
 * (128 + its number). `forget` goes back to the system's way.
 */
export function onInterruption(cleanUp: () => Promise<void>): { forget: () => void } {
	const end = (_: NodeJS.Signals, number: number): void => {
		if (ending) return;
		// The work that is torn off may fail in ways that nobody waits for any more.
		for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => undefined);
		ending = cleanUp().finally(() => process.exit(128 + number));
	};
	const signals = ['SIGINT', 'SIGTERM'] as const;
	for (const signal of signals) process.on(signal, end);
	return { forget: () => signals.forEach((signal) => process.off(signal, end)) };
}

/** While an interruption is under way, what the command itself fails with is of no interest: waits for the process to end. */
export async function unlessInterrupted(): Promise<void> {
	if (ending) await ending;
}
