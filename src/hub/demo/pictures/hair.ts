import { between, type Chance } from './chance.ts';
import { mix, shade } from './colour.ts';

export type HairLook = {
	root: string;
	tip: string;
	/** Colour of the light strands (balayage, highlights). */
	light: string;
	/** Part of the strands that are light, 0 to 1. */
	lights: number;
	/** Sideways swing of the waves in pixels at the tips. */
	wave: number;
	/** Height of one wave in pixels. */
	waveLength: number;
	/** How unruly single strands are, in pixels. */
	frizz: number;
	/** How far the hair falls below the crown, in pixels. */
	length: number;
	/** Half the width at the tips, in pixels. */
	spread: number;
	/** Strength of the shine, 0 to 1. */
	gloss: number;
};

const TONES = 9;
const HEAD = { radius: 172, height: 215 };

/** Gradients from root to tip; with waves their light bands lie on the crests, which is what makes hair look glossy. */
function tones(id: string, look: HairLook, top: number): string {
	const bottom = top + look.length;
	return Array.from({ length: TONES * 2 }, (_, index) => {
		const isLight = index >= TONES;
		const lightness = ((index % TONES) / (TONES - 1) - 0.55) * 0.5;
		const stops = Array.from({ length: 13 }, (__, step) => {
			const at = step / 12;
			const fall = Math.max(0, Math.min(1, (at - (isLight ? 0.16 : 0.3)) / 0.45));
			const colour = mix(look.root, isLight ? look.light : look.tip, fall);
			const crest =
				Math.cos((at * look.length * 2 * Math.PI) / look.waveLength + 0.8) *
				look.gloss *
				0.22 *
				Math.min(1, at * 3);
			return `<stop offset="${at.toFixed(3)}" stop-color="${shade(colour, Math.max(-0.7, Math.min(0.6, lightness + crest)))}"/>`;
		}).join('');
		return `<linearGradient id="${id}${index}" gradientUnits="userSpaceOnUse" x1="0" y1="${top}" x2="0" y2="${bottom}">${stops}</linearGradient>`;
	}).join('');
}

/** One strand from the crown down: `side` -1 is the left edge, 1 the right one. */
function strand(
	chance: Chance,
	look: HairLook,
	centre: number,
	top: number,
	side: number,
	reach: number
): string {
	const shift = between(chance, -0.35, 0.35) + side * 0.9;
	const lean = between(chance, -1, 1) * look.frizz;
	const points: [number, number][] = [];
	const steps = 13;
	for (let step = 0; step <= steps; step++) {
		const at = (step / steps) ** 1.45 * reach;
		const y = top + at * look.length;
		const dome = Math.min(1, (at * look.length) / HEAD.height);
		const head = HEAD.radius * Math.sqrt(1 - (1 - dome) ** 2);
		const fall = Math.max(0, at * look.length - HEAD.height) / Math.max(1, look.length - HEAD.height);
		const width =
			head +
			(look.spread - HEAD.radius) * Math.sin((Math.min(1, fall) * Math.PI) / 2) -
			Math.max(0, fall - 0.75) * look.spread * 0.5;
		const calm = Math.max(0, Math.min(1, (at * look.length - 150) / 320));
		const swing = look.wave * calm * Math.sin((at * look.length * 2 * Math.PI) / look.waveLength + shift);
		const stray =
			lean * calm * (Math.sin(at * 9 + shift * 7) + at) + (chance() - 0.5) * look.frizz * 0.6 * calm;
		points.push([
			centre + side * width + swing + stray,
			y + (1 - side * side) * 30 * Math.max(0, 1 - at * 4)
		]);
	}
	return smooth(points);
}

/** A curve through all points (Catmull–Rom as cubic Béziers). */
export function smooth(points: [number, number][]): string {
	const at = (index: number) => points[Math.max(0, Math.min(points.length - 1, index))] ?? [0, 0];
	let path = `M${at(0)
		.map((n) => n.toFixed(1))
		.join(' ')}`;
	for (let index = 0; index < points.length - 1; index++) {
		const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
		const first = [b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6];
		const second = [c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6];
		path += `C${[...first, ...second, ...c].map((n) => n.toFixed(1)).join(' ')}`;
	}
	return path;
}

/**
 * A head of hair from behind, its crown at (`centre`, `top`). `id` keeps its gradients apart from those of another head in
 * the same picture.
 */
export function hairFromBehind(
	id: string,
	chance: Chance,
	look: HairLook,
	centre: number,
	top: number
): string {
	const count = 330;
	const strands = Array.from({ length: count }, (_, index) => {
		const order = index / count;
		const side = Math.max(-1, Math.min(1, between(chance, -1.02, 1.02) * (1 - order * 0.12)));
		const isLight = chance() < look.lights && order > 0.25;
		const edge = Math.abs(side);
		const tone = Math.max(
			0,
			Math.min(TONES - 1, Math.round(between(chance, 0, 5) + order * 4.5 - edge * 2.6))
		);
		const reach = between(chance, 0.86, 1) - edge * edge * 0.06;
		const width = between(chance, 3, 9) * (1 - order * 0.6);
		const opacity = (0.95 - order * 0.4).toFixed(2);
		return `<path d="${strand(chance, look, centre, top, side, reach)}" stroke="url(#${id}${tone + (isLight ? TONES : 0)})" stroke-width="${width.toFixed(1)}" stroke-opacity="${opacity}"/>`;
	}).join('');
	const under = shade(mix(look.root, look.tip, 0.3), -0.55);
	const silhouette = Array.from({ length: 25 }, (_, index) => {
		const side = -0.94 + (index / 24) * 1.88;
		return `<path d="${strand(() => 0.5, { ...look, frizz: 0 }, centre, top + 12, side, 0.88)}" stroke="${under}" stroke-width="24"/>`;
	}).join('');
	const shine = `<ellipse cx="${centre - 30}" cy="${top + 118}" rx="150" ry="52" fill="url(#glow)" opacity="${(look.gloss * 0.5).toFixed(2)}" transform="rotate(-7 ${centre} ${top + 118})"/>`;
	return `<defs>${tones(id, look, top)}</defs><g fill="none" stroke-linecap="round">${silhouette}${strands}</g>${shine}`;
}
