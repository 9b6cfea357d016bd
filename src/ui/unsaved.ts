/**
 * Whether a form of the page holds what is not saved. A control of a form that posts is looked at when it gets the focus and again before
 * its page is left. What is on its way counts as saved, until it is refused or typed in again. A form that saves by itself says
 * `data-saves-itself`.
 */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What they held before somebody touched them. */
const before = new Map<Control, string>();
const sent = new WeakSet<HTMLFormElement>();

/** Begins to look; answers how to end. */
export function watchForms(): () => void {
	const watching = new AbortController();
	const { signal } = watching;
	const remember = (target: EventTarget | null) => {
		if (isControl(target) && posts(target) && !before.has(target)) before.set(target, held(target));
	};
	remember(document.activeElement);
	addEventListener('focusin', ({ target }) => remember(target), { signal });
	addEventListener(
		'input',
		({ target }) => {
			if (!isControl(target) || !target.form) return;
			sent.delete(target.form);
			// A file that was dropped; its field never had the focus.
			if (target.type === 'file' && posts(target) && !before.has(target)) before.set(target, '');
		},
		{ signal }
	);
	addEventListener('submit', ({ target }) => target instanceof HTMLFormElement && sent.add(target), {
		signal
	});
	return () => watching.abort();
}

/** Leaving the page would lose something. */
export function hasUnsaved(): boolean {
	for (const [control, was] of before) {
		if (!control.isConnected) before.delete(control);
		else if (control.form && !sent.has(control.form) && held(control) !== was) return true;
	}
	return false;
}

/** The form was taken, and the page stays. */
export function markSaved(form: HTMLFormElement): void {
	for (const control of before.keys()) if (control.form === form) before.set(control, held(control));
}

/** The form was sent and not taken: what it holds is lost again when its page is left. */
export const markRefused = (form: HTMLFormElement): void => void sent.delete(form);

const isControl = (target: EventTarget | null): target is Control =>
	target instanceof HTMLInputElement ||
	target instanceof HTMLSelectElement ||
	target instanceof HTMLTextAreaElement;

const posts = ({ form }: Control) =>
	form?.getAttribute('method')?.toLowerCase() === 'post' && !form.hasAttribute('data-saves-itself');

const held = (control: Control) =>
	control instanceof HTMLInputElement && ['checkbox', 'radio'].includes(control.type)
		? String(control.checked)
		: control.value;
