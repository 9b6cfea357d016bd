import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { contrast, oklch, SURFACES } from '#ui/brand.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light, dark] = css.split('@media screen and (prefers-color-scheme: dark)') as [string, string];

/** The colour of a token as `#rrggbb`; the dark set inherits what it does not name. */
function token(name: string, scheme: 'light' | 'dark'): string {
	const find = (part: string) =>
		new RegExp(`--${name}: oklch\\((\\S+) (\\S+) ([^)/ ]+)\\)`).exec(part) ??
		new RegExp(`--${name}: var\\([^,]+, (#[0-9a-f]{3,6})\\)`).exec(part);
	const found = (scheme === 'dark' ? find(dark) : null) ?? find(light);
	if (!found) throw new Error(`tokens.css has no colour --${name}`);
	if (found[1]?.startsWith('#'))
		return found[1].length === 4 ? found[1].replace(/[0-9a-f]/g, '$&$&') : found[1];
	return oklch(Number(found[1]), Number(found[2]), (Number(found[3]) * Math.PI) / 180);
}

const grounds = ['surface', 'raised', 'sunken'] as const;

for (const scheme of ['light', 'dark'] as const) {
	test(`${scheme}: every text colour can be read on every surface`, () => {
		for (const role of ['text', 'muted', 'danger', 'success', 'accent-ink'])
			for (const ground of grounds)
				expect(
					contrast(token(role, scheme), token(ground, scheme)),
					`${role} on ${ground}`
				).toBeGreaterThanOrEqual(4.5);
	});

	test(`${scheme}: a pill's text can be read on its tint, and so can plain text`, () => {
		for (const role of [
			'danger',
			'success',
			'channel-email',
			'channel-whatsapp',
			'channel-portal',
			'note',
			'accent'
		]) {
			const ink = role === 'accent' ? 'accent-ink' : role;
			for (const text of [ink, 'text', 'muted'])
				expect(
					contrast(token(text, scheme), token(`${role}-tint`, scheme)),
					`${text} on ${role}-tint`
				).toBeGreaterThanOrEqual(4.5);
		}
	});

	test(`${scheme}: text on filled buttons can be read`, () => {
		for (const role of ['danger', 'accent'])
			expect(contrast(token(role, scheme), token(`${role}-text`, scheme)), role).toBeGreaterThanOrEqual(4.5);
	});

	test(`${scheme}: the edge of a control is seen on every surface`, () => {
		for (const ground of grounds)
			expect(contrast(token('line-strong', scheme), token(ground, scheme)), ground).toBeGreaterThanOrEqual(3);
	});

	test(`${scheme}: brand colours are computed against the surfaces that are shown`, () => {
		for (const ground of grounds) expect(SURFACES[scheme][ground]).toBe(token(ground, scheme));
	});
}
