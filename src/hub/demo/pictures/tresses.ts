import { between, chanceFrom, type Chance } from './chance.ts';
import { mix, shade } from './colour.ts';
import { picture } from './scene.ts';
import { smooth } from './hair.ts';

/** A lock of hair hanging from a clip at (`x`, `y`), `length` pixels long. */
function tress(chance: Chance, colour: string, x: number, y: number, length: number): string {
	const tones = Array.from({ length: 7 }, (_, index) => shade(colour, (index - 3.4) * 0.13));
	const gradients = tones.map((tone, index) => {
		const stops = [0, 0.16, 0.3, 0.46, 0.7, 1].map((at, step) => {
			const bright = step === 2 ? 0.34 : step % 2 ? 0.05 : -0.12;
			return `<stop offset="${at}" stop-color="${shade(tone, bright)}"/>`;
		});
		return `<linearGradient id="t${x}${index}" gradientUnits="userSpaceOnUse" x1="0" y1="${y}" x2="0" y2="${y + length}">${stops.join('')}</linearGradient>`;
	});
	const strands = Array.from({ length: 150 }, (_, index) => {
		const side = between(chance, -1, 1);
		const reach = length * between(chance, 0.9, 1) * (1 - side * side * 0.05);
		const bend = between(chance, -6, 6);
		const points = Array.from({ length: 7 }, (__, step): [number, number] => {
			const at = step / 6;
			const width = 34 + 46 * Math.sin(Math.min(1, at * 1.5) * (Math.PI / 2)) - 40 * Math.max(0, at - 0.72);
			return [x + side * width + Math.sin(at * 4.4 + 0.5) * 12 * at + bend * at, y + at * reach];
		});
		const tone = Math.max(
			0,
			Math.min(6, Math.round(between(chance, 1, 5.4) - Math.abs(side) * 1.8 + index / 90))
		);
		return `<path d="${smooth(points)}" stroke="url(#t${x}${tone})" stroke-width="${between(chance, 2, 6).toFixed(1)}"/>`;
	});
	const clip = `<rect x="${x - 44}" y="${y - 34}" width="88" height="50" rx="12" fill="#c9a46a"/><rect x="${x - 44}" y="${y - 34}" width="88" height="17" rx="8" fill="#fff" fill-opacity=".35"/><rect x="${x - 44}" y="${y + 8}" width="88" height="8" fill="#000" fill-opacity=".18"/>`;
	const shadow = `<ellipse cx="${x + 16}" cy="${y + length * 0.52}" rx="86" ry="${length * 0.53}" fill="url(#shadow)"/>`;
	return `<defs>${gradients.join('')}</defs>${shadow}<g fill="none" stroke-linecap="round">${strands.join('')}</g>${clip}`;
}

/** A card of colour swatches: one lock of hair for each colour, with the mixed colour in a dish below it. */
export function swatches(seed: number, colours: string[]): string {
	const chance = chanceFrom(seed);
	const step = 1440 / colours.length;
	const locks = colours.map((colour, index) => {
		const x = Math.round(80 + step * (index + 0.5));
		const dish = `<circle cx="${x + 7}" cy="957" r="62" fill="url(#shadow)"/><circle cx="${x}" cy="948" r="54" fill="#fff"/><circle cx="${x}" cy="948" r="45" fill="${shade(colour, 0.08)}"/><path d="M${x - 30} 938a34 34 0 0 1 46 -20" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="7" stroke-linecap="round"/>`;
		return tress(chance, colour, x, 150, between(chance, 640, 690)) + dish;
	});
	const first = colours[0] ?? '#c8b8a8';
	return picture(
		1600,
		1100,
		`<defs><linearGradient id="table" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f7f1e9"/><stop offset="1" stop-color="${mix('#e7d9c9', first, 0.12)}"/></linearGradient></defs>
		<rect width="1600" height="1100" fill="url(#table)"/>
		<rect x="40" y="100" width="1520" height="34" rx="17" fill="#8d6a48"/><rect x="40" y="100" width="1520" height="12" rx="6" fill="#fff" fill-opacity=".25"/>${locks.join('')}`
	);
}
