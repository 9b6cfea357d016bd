/**
 * S12: "Download my data" is answered by the browser from what is here already, without a request. The data is fetched once the page
 * has settled when it is small, when its card comes into view when it is not, and at the click where the browser saves data.
 * What stands under the button is how it is at that moment.
 */
type State = 'getting' | 'ready' | 'later' | 'failed';

/** Time at which a browser has nothing else to do; Safari tells nobody. */
const whenIdle = (work: () => void) =>
	'requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 3000 }) : setTimeout(work, 300);

const savesData = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

let renew = (): void => undefined;

/** Something was written: what is here of her data is fetched anew. */
export const dataChanged = (): void => renew();

export function takeout(): void {
	const form = document.querySelector<HTMLFormElement>('#data');
	const words = document.querySelector<HTMLElement>('#data-state');
	if (!form || !words) return;
	let blob: Blob | null = null;
	let fetching: Promise<void> | null = null;
	/** It is more than is fetched unasked. */
	let large = false;
	/** Something was written since; what is here is still better than nothing. */
	let stale = false;

	const say = (state: State) => (words.textContent = form.dataset[state] ?? '');

	/** An answer that breaks off is none: only a whole one is kept. */
	async function get(unasked: boolean): Promise<void> {
		if (!blob) say('getting');
		try {
			const response = await fetch(unasked ? `${form?.action}?idle` : (form?.action ?? ''), {
				cache: 'no-store'
			});
			large = response.status === 204;
			if (response.ok && !large) {
				blob = await response.blob();
				stale = false;
			}
			say(blob ? 'ready' : unasked ? 'later' : 'failed');
		} catch (cause) {
			if (!(cause instanceof TypeError) && !(cause instanceof DOMException)) throw cause;
			say(blob ? 'ready' : unasked ? 'later' : 'failed');
		}
	}
	const once = (unasked: boolean) => (fetching ??= get(unasked).finally(() => (fetching = null)));

	function save(): void {
		if (!blob) return;
		const link = document.createElement('a');
		link.href = URL.createObjectURL(blob);
		link.download = form?.dataset['name'] ?? '';
		link.click();
		setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
	}

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		// From here on somebody waits for it, and is told.
		words.setAttribute('role', 'status');
		if (blob && !stale) return save();
		void (async () => {
			// What was fetched unasked may have been too much for that; now it is asked for.
			if (fetching) await fetching;
			if (!blob || stale) await once(false);
			save();
		})();
	});

	async function begin(): Promise<void> {
		await once(true);
		if (!large || blob) return;
		const seen = new IntersectionObserver((entries) => {
			if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
			seen.disconnect();
			void once(false);
		});
		seen.observe(words as HTMLElement);
	}

	if (savesData()) say('later');
	else if (document.readyState === 'complete') whenIdle(() => void begin());
	else addEventListener('load', () => whenIdle(() => void begin()));
	renew = () => {
		stale = true;
		if (blob && !large) whenIdle(() => void once(true));
	};
}

/**
 * S11, D5: the ZIP streams to where the browser keeps downloads, and is never held here; without a connection the browser would put its
 * own error page in the portal's place, so one is asked for first.
 */
export function archive(): void {
	document.addEventListener('submit', (event) => {
		const form = event.target as HTMLFormElement;
		const words = form.dataset['archive'];
		if (!words) return;
		event.preventDefault();
		const failed = form.nextElementSibling?.matches('.error')
			? form.nextElementSibling
			: document.createElement('p');
		failed.className = 'error';
		failed.role = 'status';
		failed.textContent = '';
		form.after(failed);
		fetch('/healthz', { method: 'HEAD', cache: 'no-store' }).then(
			() => form.submit(),
			() => (failed.textContent = words)
		);
	});
}
