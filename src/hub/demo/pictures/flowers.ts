import { between, type Chance } from './chance.ts';
import { mix, shade } from './colour.ts';

/** A peony: rings of petals that grow lighter towards the rim, `size` pixels across. */
export function peony(
	chance: Chance,
	id: string,
	x: number,
	y: number,
	size: number,
	colour: string
): string {
	const petals: string[] = [];
	const gradients: string[] = [];
	const rings = 7;
	for (let ring = 0; ring < rings; ring++) {
		const out = 1 - ring / rings;
		const tone = mix(colour, shade(colour, -0.28), ring / rings);
		gradients.push(
			`<radialGradient id="${id}${ring}" cx=".5" cy=".1" r=".95"><stop offset="0" stop-color="${shade(tone, 0.42)}"/><stop offset=".5" stop-color="${tone}"/><stop offset="1" stop-color="${shade(tone, -0.22)}"/></radialGradient>`
		);
		const count = 5 + Math.round(out * 6);
		const turn = between(chance, 0, 360);
		for (let petal = 0; petal < count; petal++) {
			const angle = turn + (petal * 360) / count + between(chance, -9, 9);
			const length = (size / 2) * out * between(chance, 0.9, 1.06) + size * 0.05;
			const width = length * between(chance, 0.5, 0.68);
			const dent = between(chance, 0.8, 0.96);
			petals.push(
				`<path transform="translate(${x.toFixed(0)} ${y.toFixed(0)}) rotate(${angle.toFixed(0)})" fill="url(#${id}${ring})" d="M0 0C${(-width).toFixed(0)} ${(-length * 0.3).toFixed(0)} ${(-width).toFixed(0)} ${(-length).toFixed(0)} ${(-width * 0.3).toFixed(0)} ${(-length).toFixed(0)}Q0 ${(-length * dent).toFixed(0)} ${(width * 0.3).toFixed(0)} ${(-length).toFixed(0)}C${width.toFixed(0)} ${(-length).toFixed(0)} ${width.toFixed(0)} ${(-length * 0.3).toFixed(0)} 0 0"/>`
			);
		}
	}
	const heart = Array.from({ length: 16 }, () => {
		const [dx, dy] = [between(chance, -1, 1) * size * 0.05, between(chance, -1, 1) * size * 0.05];
		return `<circle cx="${(x + dx).toFixed(1)}" cy="${(y + dy).toFixed(1)}" r="${(size * 0.012).toFixed(1)}" fill="#f2d58b"/>`;
	});
	return `<defs>${gradients.join('')}</defs><circle cx="${x}" cy="${y + size * 0.05}" r="${size * 0.56}" fill="url(#shadow)"/>${petals.join('')}${heart.join('')}`;
}

/** A twig of eucalyptus from (`x`, `y`) in direction `angle` (degrees, 0 is up). */
export function twig(
	chance: Chance,
	x: number,
	y: number,
	length: number,
	angle: number,
	colour: string
): string {
	const leaves: string[] = [];
	for (let at = 0.08; at < 1; at += 0.075) {
		const size = (1.1 - at * 0.6) * length * 0.085;
		for (const side of [-1, 1]) {
			const tone = shade(colour, between(chance, -0.16, 0.22));
			leaves.push(
				`<g transform="translate(${(Math.sin(at * 3) * 14).toFixed(0)} ${(-at * length).toFixed(0)}) rotate(${(side * between(chance, 48, 74)).toFixed(0)})"><ellipse cx="0" cy="${(-size).toFixed(0)}" rx="${(size * 0.56).toFixed(0)}" ry="${size.toFixed(0)}" fill="${tone}"/><path d="M0 0V${(-size * 1.7).toFixed(0)}" stroke="${shade(tone, 0.25)}" stroke-width="2"/></g>`
			);
		}
	}
	const stem = `<path d="M0 0Q16 ${(-length / 2).toFixed(0)} 2 ${(-length).toFixed(0)}" fill="none" stroke="${shade(colour, -0.3)}" stroke-width="5"/>`;
	return `<g transform="translate(${x} ${y}) rotate(${angle})">${stem}${leaves.join('')}</g>`;
}
