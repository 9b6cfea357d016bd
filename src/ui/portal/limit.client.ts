/** Characters before the limit from which on they are counted aloud. */
const NEAR = 200;

/** As the server will have it: its line ends, no space around it. */
export const cleaned = (text: string) => text.replace(/\r\n?/g, '\n').trim();

/**
 * Whether it is short enough to be kept, in code points as the server counts; tells how many there are when little room is left. Nothing
 * cuts what is typed or pasted. The form says how many are the most (`data-most`) and how that is said (`data-count`).
 */
export function fits(box: HTMLTextAreaElement): boolean {
	const { most: limit, count = '' } = box.form?.dataset ?? {};
	const most = Number(limit);
	const used = [...cleaned(box.value)].length;
	const line = box.form?.querySelector('.count');
	const words =
		used > most - NEAR ? count.replace('{used}', String(used)).replace('{most}', String(most)) : '';
	if (line && line.textContent !== words) line.textContent = words;
	line?.classList.toggle('error', used > most);
	return used <= most;
}

/** Says at the field why it is not taken, where the server says so without a script; null: nothing is wrong any more. */
export function complain(box: HTMLTextAreaElement, why: string | null): void {
	const line = box.form?.querySelector<HTMLElement>('.field > .error');
	if (!line) return;
	line.textContent = why ?? '';
	line.hidden = why === null;
	if (why === null) return box.removeAttribute('aria-invalid');
	box.setAttribute('aria-invalid', 'true');
	box.focus();
}

/** What is said of a text that does not fit. */
export const tooLong = (box: HTMLTextAreaElement): string => box.form?.dataset['long'] ?? '';
