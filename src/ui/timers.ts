/** Timers by id, one for each: starting one anew stops the one before. In a module of its own, since nothing on screen depends on them. */
const running = new Map<number, ReturnType<typeof setTimeout>>();

export function stopTimer(id: number): void {
	clearTimeout(running.get(id));
	running.delete(id);
}

export function startTimer(id: number, seconds: number, act: () => void): void {
	stopTimer(id);
	running.set(id, setTimeout(act, seconds * 1000));
}
