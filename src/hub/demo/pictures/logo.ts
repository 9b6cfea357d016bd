import { picture } from './scene.ts';

const RAYS = [-72, -36, 0, 36, 72];

/** Studio Lumi's mark: a lamp, or a sun that comes up. */
export function logo(): string {
	const rays = RAYS.map(
		(turn) =>
			`<rect x="243" y="92" width="26" height="76" rx="13" fill="#fff3e4" transform="rotate(${turn} 256 338)"/>`
	);
	return picture(
		512,
		512,
		`<defs><linearGradient id="dusk" x1="0" y1="0" x2="0.4" y2="1"><stop offset="0" stop-color="#a85c6c"/><stop offset="1" stop-color="#743a49"/></linearGradient></defs>
		<rect width="512" height="512" fill="url(#dusk)"/><path d="M124 338a132 132 0 0 1 264 0z" fill="#fff3e4"/>
		<rect x="88" y="366" width="336" height="26" rx="13" fill="#fff3e4"/>${rays.join('')}`
	);
}
