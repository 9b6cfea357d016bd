import { between, chanceFrom, type Chance } from './chance.ts';
import { shade } from './colour.ts';
import { peony, twig } from './flowers.ts';
import { hairFromBehind, type HairLook } from './hair.ts';
import { picture, room, shoulders } from './scene.ts';

export type Mood = { hair: HairLook; flower: string; leaf: string; satin: string; chips: string[] };

/** A print pinned to the board: white rim, shadow, slightly turned. */
function print(x: number, y: number, width: number, height: number, turn: number, content: string): string {
	return `<g transform="rotate(${turn} ${x + width / 2} ${y + height / 2})">
		<rect x="${x + 6}" y="${y + 12}" width="${width}" height="${height}" rx="4" fill="#3b2a1c" fill-opacity=".13"/><rect x="${x + 2}" y="${y + 5}" width="${width}" height="${height}" rx="4" fill="#3b2a1c" fill-opacity=".16"/>
		<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="3" fill="#fffdfa"/>
		<svg x="${x + 18}" y="${y + 18}" width="${width - 36}" height="${height - 36}" viewBox="0 0 ${width - 36} ${height - 36}">${content}</svg></g>`;
}

const tape = (x: number, y: number, turn: number, colour: string) =>
	`<rect x="${x - 58}" y="${y - 18}" width="116" height="36" fill="${colour}" fill-opacity=".72" transform="rotate(${turn} ${x} ${y})"/>`;

/** Satin in soft folds. */
function satin(chance: Chance, id: string, colour: string, width: number, height: number): string {
	const folds = Array.from({ length: 9 }, (_, index) => {
		const y = (index / 8) * height * 1.3 - height * 0.2;
		const swell = between(chance, 30, 90);
		const path = `M-20 ${y.toFixed(0)}C${width * 0.3} ${(y - swell).toFixed(0)} ${width * 0.55} ${(y + swell * 1.4).toFixed(0)} ${width + 20} ${(y - swell * 0.4).toFixed(0)}V${height + 160}H-20z`;
		return `<path d="${path}" fill="url(#${id}${index % 3})"/>`;
	});
	const gradients = [0, 1, 2].map(
		(index) =>
			`<linearGradient id="${id}${index}" x1="0" y1="0" x2="0.15" y2="${0.32 + index * 0.08}"><stop offset="0" stop-color="${shade(colour, 0.5)}"/><stop offset=".35" stop-color="${shade(colour, 0.12)}"/><stop offset="1" stop-color="${shade(colour, -0.2)}"/></linearGradient>`
	);
	return `<defs>${gradients.join('')}</defs><rect width="${width}" height="${height}" fill="${colour}"/>${folds.join('')}`;
}

/** Two rings on a warm ground. */
function rings(width: number, height: number): string {
	const ring = (x: number, y: number, size: number) =>
		`<ellipse cx="${x + 8}" cy="${y + size * 0.16}" rx="${size}" ry="${size * 0.9}" fill="none" stroke="#5b3d22" stroke-opacity=".18" stroke-width="${size * 0.2}"/><circle cx="${x}" cy="${y}" r="${size}" fill="none" stroke="url(#gold)" stroke-width="${size * 0.17}"/><circle cx="${x}" cy="${y}" r="${size * 0.93}" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="${size * 0.03}"/>`;
	return `<defs><linearGradient id="gold" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fbe7b2"/><stop offset=".45" stop-color="#d9ac58"/><stop offset=".62" stop-color="#fff1c9"/><stop offset="1" stop-color="#a87a32"/></linearGradient><linearGradient id="velvet" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#e9d2c4"/><stop offset="1" stop-color="#cda58f"/></linearGradient></defs>
		<rect width="${width}" height="${height}" fill="url(#velvet)"/>${ring(width * 0.41, height * 0.46, height * 0.25)}${ring(width * 0.6, height * 0.58, height * 0.21)}`;
}

/** A wedding's mood board: hair, flowers, fabric, rings and a row of colours on linen. */
export function moodBoard(seed: number, mood: Mood): string {
	const chance = chanceFrom(seed);
	const linen = Array.from({ length: 130 }, (_, index) => {
		const at = (index / 130) * 1600;
		return `<path d="M${at.toFixed(0)} 0V1200M0 ${(at * 0.75).toFixed(0)}H1600" stroke="${index % 2 ? '#fff' : '#b9a78f'}" stroke-opacity=".13" stroke-width="${between(chance, 2, 6).toFixed(1)}"/>`;
	});
	const portrait = `<svg width="524" height="664" viewBox="0 60 796 1008">${room(chance, 'm', 0, 796, 1100, ['#f4e8dc', '#d8bfa8', '#fff6e2'])}${shoulders('ms', 398, 700, 1100, '#dcb391', ['#fbf7f2', '#dccfc2'])}${hairFromBehind('mh', chance, mood.hair, 398, 150)}</svg>`;
	const bouquet = `<defs><linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f3ece4"/><stop offset="1" stop-color="#d5c6b6"/></linearGradient></defs><rect width="524" height="464" fill="url(#ground)"/>
		${[-64, -34, 0, 32, 66, 150, 205].map((angle) => twig(chance, 262, 250, 250, angle, mood.leaf)).join('')}
		${peony(chance, 'p', 170, 270, 210, shade(mood.flower, 0.25))}${peony(chance, 'q', 352, 285, 200, shade(mood.flower, -0.06))}${peony(chance, 'r', 262, 175, 236, mood.flower)}`;
	const chips = mood.chips.map(
		(chip, index) =>
			`<g transform="rotate(${between(chance, -3, 3).toFixed(1)} ${1010 + index * 112} 1080)"><rect x="${964 + index * 112}" y="1006" width="98" height="134" rx="5" fill="#3b2a1c" fill-opacity=".2"/><rect x="${960 + index * 112}" y="1000" width="98" height="134" rx="5" fill="#fffdfa"/><rect x="${968 + index * 112}" y="1008" width="82" height="92" rx="3" fill="${chip}"/></g>`
	);
	return picture(
		1600,
		1200,
		`<rect width="1600" height="1200" fill="#e6dacb"/>${linen.join('')}
		${print(70, 90, 560, 700, -2.5, portrait)}${print(520, 640, 400, 480, 3, satin(chance, 'f', mood.satin, 364, 444))}
		${print(960, 60, 560, 500, 2, bouquet)}${print(690, 240, 330, 330, -5, rings(294, 294))}
		${print(980, 610, 480, 340, -2, satin(chance, 'g', shade(mood.flower, 0.35), 444, 304))}
		${twig(chance, 110, 1170, 420, 58, mood.leaf)}${twig(chance, 60, 1120, 300, 96, shade(mood.leaf, 0.12))}
		${chips.join('')}${tape(350, 92, -7, '#e9c7b5')}${tape(1240, 66, 4, mood.leaf)}${tape(856, 244, -9, '#f3e3b8')}`
	);
}
