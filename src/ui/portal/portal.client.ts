/**
 * The portal's only script: one kilobyte that the page does without. It tells the business that its customer was here
 * (B5), and unfolds what a link leads to.
 */
const seenAt = document.querySelector<HTMLElement>('script[data-seen]')?.dataset['seen'];

/** Only a person does these, on a page that she looks at: a preview robot or a mail scanner loads the page and leaves. */
const interactions = ['pointerdown', 'keydown', 'touchstart', 'wheel'] as const;

function seen(event: Event): void {
	if (!event.isTrusted || document.visibilityState !== 'visible' || !seenAt) return;
	for (const name of interactions) removeEventListener(name, seen, true);
	void fetch(seenAt, { method: 'POST', keepalive: true });
}
if (seenAt) for (const name of interactions) addEventListener(name, seen, { capture: true, passive: true });

/** A link to a folded quote unfolds it. */
function unfold(): void {
	const target = location.hash && document.getElementById(location.hash.slice(1));
	if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener('hashchange', unfold);
unfold();
