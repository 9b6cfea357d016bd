import { between, type Chance } from './chance.ts';

/** Gradients that every picture may use. Blurred filters would look the same and take ten times as long. */
const common = `
	<radialGradient id="glow"><stop offset="0" stop-color="#fff" stop-opacity=".9"/><stop offset=".45" stop-color="#fff" stop-opacity=".5"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
	<radialGradient id="shadow"><stop offset="0" stop-color="#3b2a1c" stop-opacity=".34"/><stop offset=".7" stop-color="#3b2a1c" stop-opacity=".2"/><stop offset="1" stop-color="#3b2a1c" stop-opacity="0"/></radialGradient>`;

/** A whole picture, `width` by `height` pixels. */
export const picture = (width: number, height: number, content: string) =>
	`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><defs>${common}</defs>${content}</svg>`;

/** A wall out of focus with the lamps of a salon. */
export function room(
	chance: Chance,
	id: string,
	x: number,
	width: number,
	height: number,
	colours: [string, string, string]
): string {
	const [above, below, lamp] = colours;
	const lamps = Array.from({ length: 7 }, () => {
		const size = between(chance, 40, 120);
		return `<circle cx="${(x + between(chance, 0, width)).toFixed(0)}" cy="${between(chance, 0, height * 0.55).toFixed(0)}" r="${size.toFixed(0)}" fill="url(#${id}lamp)" opacity="${between(chance, 0.3, 0.8).toFixed(2)}"/>`;
	}).join('');
	return `<defs><linearGradient id="${id}wall" x1="0" y1="0" x2="0.3" y2="1"><stop offset="0" stop-color="${above}"/><stop offset="1" stop-color="${below}"/></linearGradient>
		<radialGradient id="${id}lamp"><stop offset="0" stop-color="${lamp}"/><stop offset=".7" stop-color="${lamp}" stop-opacity=".75"/><stop offset="1" stop-color="${lamp}" stop-opacity="0"/></radialGradient></defs>
		<rect x="${x}" y="0" width="${width}" height="${height}" fill="url(#${id}wall)"/>${lamps}`;
}

/** Shoulders and neck from behind, under a cape. */
export function shoulders(
	id: string,
	centre: number,
	y: number,
	height: number,
	skin: string,
	cape: [string, string]
): string {
	return `<defs><linearGradient id="${id}cape" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${cape[0]}"/><stop offset="1" stop-color="${cape[1]}"/></linearGradient></defs>
		<path d="M${centre - 62} ${y - 120}h124v150h-124z" fill="${skin}"/>
		<path d="M${centre - 360} ${height + 20}C${centre - 350} ${y + 110} ${centre - 250} ${y + 58} ${centre - 90} ${y + 10}C${centre - 50} ${y + 34} ${centre + 50} ${y + 34} ${centre + 90} ${y + 10}C${centre + 250} ${y + 58} ${centre + 350} ${y + 110} ${centre + 360} ${height + 20}z" fill="url(#${id}cape)"/>
		<path d="M${centre - 92} ${y + 8}C${centre - 50} ${y + 42} ${centre + 50} ${y + 42} ${centre + 92} ${y + 8}" fill="none" stroke="#000" stroke-opacity=".18" stroke-width="7"/>`;
}
