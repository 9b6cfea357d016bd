import { onLive } from './live.ts';

/** A colleague on the same case. */
export type Colleague = { id: string; name: string; state: 'looking' | 'typing' };

/** Milliseconds: how often one's own presence is repeated, and how long after the last key one still counts as writing. */
const pauses = { repeat: 10_000, typing: 5_000 };

type State = Colleague['state'] | 'gone';

/**
 * Says to colleagues that somebody looks at this case, or writes into any text area of the page, and tells `show` who else
 * does. Answers how to stop.
 */
export function followPresence(inquiry: string, show: (others: Colleague[]) => void): () => void {
	const url = `/inbox/${inquiry}/presence`;
	let others: Colleague[] = [];
	let said: State = 'gone';
	let typedAt = -Infinity;
	let asked = 0;

	async function say(state: State): Promise<void> {
		said = state;
		const mine = ++asked;
		const body = new URLSearchParams({ state });
		try {
			const response = await fetch(url, { method: 'POST', body, keepalive: state === 'gone' });
			if (mine !== asked || state === 'gone' || !response.ok) return;
			others = (await response.json()) as Colleague[];
			show(others);
		} catch (error) {
			// No network: the next word tells.
			if (!(error instanceof TypeError)) throw error;
		}
	}
	const now = (): State =>
		document.visibilityState === 'hidden'
			? 'gone'
			: Date.now() - typedAt < pauses.typing
				? 'typing'
				: 'looking';
	const sayIfNew = (): void => {
		const state = now();
		if (state !== said) void say(state);
	};
	function typed({ target }: Event): void {
		if (!(target instanceof HTMLTextAreaElement)) return;
		typedAt = Date.now();
		sayIfNew();
	}
	const left = (): void => {
		if (said !== 'gone') void say('gone');
	};
	const stopHearing = onLive('presence', ({ kind, inquiry: where, member, state }) => {
		if (kind === 'again') return void (now() !== 'gone' && say(now()));
		if (where !== inquiry || !state) return;
		const known = others.some(({ id }) => id === member);
		if (!known && state !== 'gone') return void say(now());
		others = others.flatMap((one) =>
			one.id !== member ? [one] : state === 'gone' ? [] : [{ ...one, state }]
		);
		show(others);
	});
	const repeating = setInterval(() => now() !== 'gone' && void say(now()), pauses.repeat);
	const resting = setInterval(sayIfNew, 1000);
	document.addEventListener('input', typed);
	document.addEventListener('visibilitychange', sayIfNew);
	addEventListener('pagehide', left);
	sayIfNew();
	return () => {
		stopHearing();
		clearInterval(repeating);
		clearInterval(resting);
		document.removeEventListener('input', typed);
		document.removeEventListener('visibilitychange', sayIfNew);
		removeEventListener('pagehide', left);
		left();
		asked = Infinity;
	};
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** "Colin is typing", "Colin and Dana are looking": who writes comes first. */
export function inWords(others: readonly Colleague[]): string {
	const sentence = (state: Colleague['state'], does: string): string => {
		const names = others.filter((one) => one.state === state).map(({ name }) => name);
		return names.length ? `${list.format(names)} ${names.length > 1 ? 'are' : 'is'} ${does}` : '';
	};
	return [sentence('typing', 'typing'), sentence('looking', 'looking')].filter(Boolean).join(' · ');
}
