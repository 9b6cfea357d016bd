/**
 * The portal's only script, a few kilobytes that the page does without. It tells the business that its customer was here (B5),
 * sends replies and saves preferences so that none is lost on a bad connection (B9), and brings in what the business writes meanwhile.
 */
import { here } from './kept.client.ts';
import { keepAlive } from './live.client.ts';
import { preferences } from './preferences.client.ts';
import { replies } from './reply.client.ts';
import { sharing } from './share.client.ts';
import { dataChanged, archive, takeout } from './takeout.client.ts';

// In answer to a form the page stands where that was sent. Loaded anew, by her or by the phone, it shall be the page.
if (location.pathname !== here) history.replaceState(null, '', here);

const script = document.querySelector<HTMLElement>('script[data-seen]');
const seenAt = script?.dataset['seen'];

/** Only a person does these, on a page that she looks at: a preview robot or a mail scanner loads the page and leaves. */
const interactions = ['pointerdown', 'keydown', 'touchstart', 'wheel'] as const;

function seen(event: Event): void {
	if (!event.isTrusted || document.visibilityState !== 'visible' || !seenAt) return;
	// S12: taking her data makes no request, not even this one; whatever else she does tells.
	if (event.target instanceof Element && event.target.closest('#data')) return;
	for (const name of interactions) removeEventListener(name, seen, true);
	// Without a connection nobody is told; her next visit tells.
	void fetch(seenAt, { method: 'POST', keepalive: true }).catch(() => undefined);
}
function listen(): void {
	for (const name of interactions) addEventListener(name, seen, { capture: true, passive: true });
}
if (seenAt) listen();

/** A link to a folded quote unfolds it. */
function unfold(): void {
	const target = location.hash && document.getElementById(location.hash.slice(1));
	if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener('hashchange', unfold);

/** The language menu closes as menus do; without this script a second press on it does. */
const languages = () => document.querySelector<HTMLDetailsElement>('details.languages[open]');
document.addEventListener('pointerdown', ({ target }) => {
	const menu = languages();
	if (menu && !(target instanceof Node && menu.contains(target))) menu.open = false;
});
document.addEventListener('keydown', ({ key }) => {
	const menu = key === 'Escape' ? languages() : null;
	if (!menu) return;
	menu.open = false;
	menu.querySelector('summary')?.focus();
});

addEventListener('DOMContentLoaded', unfold);
unfold();
replies();
preferences();
sharing();
takeout();
archive();
if (script?.dataset['live'])
	keepAlive(script.dataset['live'], () => {
		// Something new is there: her next touch says that she has seen it.
		if (seenAt) listen();
		dataChanged();
	});
