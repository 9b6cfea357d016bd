import { beforeAfter, result, type Panel } from './before-after.ts';
import type { HairLook } from './hair.ts';
import { logo } from './logo.ts';
import { moodBoard } from './mood-board.ts';
import { render } from './render.ts';
import { swatches } from './tresses.ts';
import { updo } from './updo.ts';

const tired = { lights: 0.1, wave: 10, waveLength: 260, frizz: 26, length: 720, spread: 215, gloss: 0.15 };
const styled = { lights: 0.5, wave: 26, waveLength: 230, frizz: 7, length: 740, spread: 230, gloss: 1 };
const sleek = { lights: 0.25, wave: 3, waveLength: 420, frizz: 3, length: 640, spread: 205, gloss: 1 };

const chestnut: HairLook = { ...tired, root: '#4a3428', tip: '#6b4a35', light: '#8a6a4c' };
const honey: HairLook = { ...styled, root: '#4b2f22', tip: '#a9713f', light: '#e6bf83' };
const faded: HairLook = { ...tired, root: '#59392a', tip: '#8c5f48', light: '#a67c5e', frizz: 20 };
const copper: HairLook = {
	...styled,
	root: '#6e2c17',
	tip: '#b4542a',
	light: '#e28a4f',
	wave: 18,
	length: 690
};
const jet: HairLook = { ...sleek, root: '#15110f', tip: '#241b19', light: '#4b3a36' };
const coils: HairLook = {
	...tired,
	root: '#1d1512',
	tip: '#2b1f1a',
	light: '#4a362b',
	frizz: 34,
	wave: 14,
	waveLength: 90
};
const caramel: HairLook = {
	...styled,
	root: '#1f1613',
	tip: '#5d3b27',
	light: '#b37c4a',
	wave: 20,
	waveLength: 130
};

const grey: Omit<Panel, 'hair'> = {
	wall: ['#cfc6bd', '#9d948c', '#fff3dc'],
	skin: '#d9b08f',
	cape: ['#4a4a50', '#2c2c31']
};
const warm: Omit<Panel, 'hair'> = { ...grey, wall: ['#f0dfcc', '#c99f7c', '#fff1cf'], skin: '#dcb391' };
const deep: Omit<Panel, 'hair'> = { ...warm, skin: '#7d4f35', wall: ['#e8dccf', '#b99a80', '#ffeccb'] };

/** The pictures of the demo, each drawn when asked for: JPEG, PNG or WebP as their names in the story say. */
export const album = {
	logo: () => render(logo(), 'png'),
	weddingTrial: () =>
		render(beforeAfter(7, { ...grey, hair: chestnut }, { ...warm, hair: honey }), 'jpeg', 0.35),
	weddingKnot: () =>
		render(
			updo(5, {
				root: '#4b2f22',
				light: '#d9a766',
				flower: '#d9a59b',
				leaf: '#8fa58c',
				wall: ['#efe4d8', '#cdb39b', '#fff3dc']
			}),
			'jpeg',
			0.3
		),
	weddingBoard: () =>
		render(
			moodBoard(3, {
				hair: honey,
				flower: '#e3a59a',
				leaf: '#8fa58c',
				satin: '#d8c3ae',
				chips: ['#f3e7da', '#e3a59a', '#b76e5d', '#8fa58c', '#c9a46a']
			}),
			'webp',
			0.2
		),
	glossCard: () =>
		render(swatches(5, ['#2b1d18', '#5a3a28', '#8a5a34', '#b98548', '#e0bd84', '#a34a28']), 'png'),
	copperCorrection: () =>
		render(beforeAfter(21, { ...grey, hair: faded }, { ...warm, hair: copper }), 'jpeg', 0.35),
	caramelBalayage: () =>
		render(
			beforeAfter(33, { ...deep, wall: grey.wall, hair: coils }, { ...deep, hair: caramel }),
			'jpeg',
			0.35
		),
	sleekResult: () => render(result(12, { ...warm, hair: jet }), 'webp', 0.3)
};
