import { onLive } from '#ui/live/live.ts';
import type { Waiting } from './inbox/waiting/+server.ts';

const PAUSE = 1000;

/**
 * Calls `count` with how many cases need a reply whenever something happened in the inbox; what comes within a second is one
 * look. Answers how to stop. It asks by itself, since Kit puts an error page in the place of one that it cannot bring up to date,
 * and on any page of the desk somebody may be typing.
 */
export function followCount(count: (needsReply: number) => void): () => void {
	let looked = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;
	async function look() {
		timer = undefined;
		looked = Date.now();
		const waiting = await ask();
		if (waiting) count(waiting.needsReply);
	}
	const stop = onLive(['message', 'inquiry'], () => {
		timer ??= setTimeout(() => void look(), Math.max(0, looked + PAUSE - Date.now()));
	});
	return () => {
		stop();
		clearTimeout(timer);
	};
}

/** Null: the server cannot be reached or does not answer, which the next news will tell. */
async function ask(): Promise<Waiting | null> {
	try {
		const response = await fetch('/inbox/waiting');
		return response.ok ? ((await response.json()) as Waiting) : null;
	} catch (error) {
		if (error instanceof TypeError) return null;
		throw error;
	}
}
