import type { Log } from '#platform/log.ts';

/** How long open requests and running jobs may go on after the first signal, and everything together. Milliseconds. */
export const drainLimit = 20_000;
const patience = 40_000;

export type Ending = {
	/** Resolves with the exit code once the process was asked to end. */
	asked: Promise<number>;
	/** True from then on. */
	readonly begun: boolean;
	/** Asks from inside. */
	ask(exitCode: number): void;
};

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one orderly end: the first counts, the others change nothing. An error that
 * nobody caught ends the process the same way, with exit code 1. Draining that does not come to an end is cut off.
 */
export function awaitEnding(log: Log): Ending {
	let begun = false;
	let settle: (exitCode: number) => void = () => undefined;
	const asked = new Promise<number>((resolve) => (settle = resolve));

	function ask(exitCode: number): void {
		if (begun) return;
		begun = true;
		settle(exitCode);
		setTimeout(() => {
			log.error('Not everything came to an end in time; stopping now.');
			process.exit(1);
		}, patience).unref();
	}

	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
		process.on(signal, () => {
			if (!begun) log.info(`${signal}: finishing what is under way.`);
			ask(0);
		});
	process.on('uncaughtException', (error) => {
		log.error('An error that nothing caught; stopping.', { error });
		ask(1);
	});
	// One request's forgotten promise must not end everybody else's: nothing shared is half-changed by it.
	process.on('unhandledRejection', (error) => log.error('A rejection that nothing handled.', { error }));
	return {
		asked,
		get begun() {
			return begun;
		},
		ask
	};
}
