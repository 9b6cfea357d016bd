import { markRefused } from '#ui/unsaved.ts';

/**
 * A form came back: what it holds is not saved, and its first wrong field has the focus, with label and sentence in view; without one,
 * what is said of the whole form is.
 */
export function showRefused(form: HTMLFormElement): void {
	markRefused(form);
	const wrong = form.querySelector<HTMLElement>('[aria-invalid=true]');
	if (wrong) wrong.focus();
	else form.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
}
