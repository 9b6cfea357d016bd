import { between, chanceFrom, type Chance } from './chance.ts';
import { mix, shade } from './colour.ts';
import { peony, twig } from './flowers.ts';
import { smooth } from './hair.ts';
import { picture, room, shoulders } from './scene.ts';

export type UpdoLook = {
	root: string;
	light: string;
	flower: string;
	leaf: string;
	wall: [string, string, string];
};

const CENTRE = 600;
const HEAD = { y: 470, width: 215, height: 265 };
const BUN = { y: 560, width: 165, height: 132 };

const toneOf = (chance: Chance, look: UpdoLook, bright: number) =>
	shade(
		mix(look.root, look.light, Math.max(0, Math.min(1, bright + between(chance, -0.16, 0.16)))),
		between(chance, -0.2, 0.14)
	);

/** Hair swept from the rim of the head to the knot. */
function swept(chance: Chance, look: UpdoLook): string {
	return Array.from({ length: 620 }, () => {
		const angle = between(chance, 0, 2 * Math.PI);
		const rim = between(chance, 0.95, 1);
		const from: [number, number] = [
			CENTRE + Math.sin(angle) * HEAD.width * rim,
			HEAD.y - Math.cos(angle) * HEAD.height * rim
		];
		const to: [number, number] = [
			CENTRE + Math.sin(angle + 0.5) * BUN.width * 0.7,
			BUN.y - Math.cos(angle + 0.5) * BUN.height * 0.6
		];
		const bow = between(chance, 0.1, 0.26);
		const middle: [number, number] = [
			(from[0] + to[0]) / 2 + (from[1] - to[1]) * bow * 0.6 + between(chance, -5, 5),
			(from[1] + to[1]) / 2 + (to[0] - from[0]) * bow * 0.6 + between(chance, -5, 5)
		];
		const bright = 0.2 + 0.3 * Math.sin(angle * 2.5 + 0.6) ** 2;
		return `<path d="${smooth([from, middle, to])}" stroke="${toneOf(chance, look, bright)}" stroke-width="${between(chance, 2, 7).toFixed(1)}" stroke-opacity="${between(chance, 0.6, 1).toFixed(2)}"/>`;
	}).join('');
}

/** The knot: rolls of hair wound around one another. */
function knot(chance: Chance, look: UpdoLook): string {
	const rolls = Array.from({ length: 9 }, (_, roll) => {
		const turn = (roll * 360) / 9 + 20;
		const fine = Array.from({ length: 44 }, (__, index) => {
			const at = index / 43;
			const points = Array.from({ length: 11 }, (___, step): [number, number] => {
				const along = step / 10;
				const angle = -1 + along * 2.9;
				// A crescent: the hairs of a roll meet where it begins and where it dips under the next one.
				const radius = 0.92 - along * 0.86 + (at - 0.45) * 0.5 * Math.sin(along * Math.PI);
				return [Math.sin(angle) * BUN.width * radius, -Math.cos(angle) * BUN.height * radius];
			});
			const gloss = Math.sin(at * Math.PI) ** 2;
			return `<path d="${smooth(points)}" stroke="${toneOf(chance, look, 0.05 + 0.7 * gloss)}" stroke-width="${between(chance, 2, 5).toFixed(1)}"/>`;
		}).join('');
		return `<g transform="translate(${CENTRE} ${BUN.y}) rotate(${turn})">${fine}</g>`;
	});
	return `<ellipse cx="${CENTRE + 6}" cy="${BUN.y + 16}" rx="${BUN.width + 42}" ry="${BUN.height + 40}" fill="url(#shadow)"/><ellipse cx="${CENTRE}" cy="${BUN.y}" rx="${BUN.width}" ry="${BUN.height}" fill="${shade(look.root, -0.3)}"/>${rolls.join('')}`;
}

/** A bride's pinned-up hair from behind, with flowers at the side. */
export function updo(seed: number, look: UpdoLook): string {
	const chance = chanceFrom(seed);
	return picture(
		1200,
		1200,
		`${room(chance, 'w', 0, 1200, 1200, look.wall)}
		<path d="M${CENTRE - 92} 640h184l12 200h-208z" fill="#d9b193"/><path d="M${CENTRE - 94} 690c60 44 128 44 188 0v34c-60 44 -128 44 -188 0z" fill="#000" fill-opacity=".16"/>
		${shoulders('u', CENTRE, 800, 1200, '#d9b193', ['#fdfaf6', '#d9cbbd'])}
		<g fill="none" stroke-linecap="round"><ellipse cx="${CENTRE}" cy="${HEAD.y}" rx="${HEAD.width}" ry="${HEAD.height}" fill="${shade(look.root, -0.25)}"/>${swept(chance, look)}${knot(chance, look)}</g>
		<ellipse cx="${CENTRE - 60}" cy="${HEAD.y - 150}" rx="120" ry="56" fill="url(#glow)" opacity=".34" transform="rotate(-24 ${CENTRE - 60} ${HEAD.y - 150})"/>
		${twig(chance, 720, 560, 190, 30, look.leaf)}${twig(chance, 735, 610, 200, 118, look.leaf)}${twig(chance, 735, 590, 150, 74, shade(look.leaf, 0.15))}
		${peony(chance, 'x', 742, 540, 120, look.flower)}${peony(chance, 'y', 722, 640, 104, shade(look.flower, 0.3))}${peony(chance, 'z', 690, 470, 84, shade(look.flower, 0.5))}`
	);
}
