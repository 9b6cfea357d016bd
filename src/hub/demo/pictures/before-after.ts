import { chanceFrom, type Chance } from './chance.ts';
import { hairFromBehind, type HairLook } from './hair.ts';
import { picture, room, shoulders } from './scene.ts';

export type Panel = { hair: HairLook; wall: [string, string, string]; skin: string; cape: [string, string] };

function panel(id: string, chance: Chance, x: number, { hair, wall, skin, cape }: Panel): string {
	return `<svg x="${x}" y="0" width="794" height="1100" viewBox="0 0 794 1100">${room(chance, id, 0, 794, 1100, wall)}${shoulders(`${id}s`, 397, 700, 1100, skin, cape)}${hairFromBehind(`${id}h`, chance, hair, 397, 150)}</svg>`;
}

/** Two photographs side by side: as she came, and as she left. */
export function beforeAfter(seed: number, before: Panel, after: Panel): string {
	const chance = chanceFrom(seed);
	return picture(
		1600,
		1100,
		`<rect width="1600" height="1100" fill="#fff"/>${panel('a', chance, 0, before)}${panel('b', chance, 806, after)}`
	);
}

/** One photograph of the result. */
export function result(seed: number, after: Panel): string {
	return picture(794, 1100, panel('r', chanceFrom(seed), 0, after));
}
