import sharp from 'sharp';

export type PictureFormat = 'jpeg' | 'png' | 'webp';

const SVG = { operation: ['VipsForeignLoadSvg'] };

/**
 * Lets this process read SVG while `work` draws with `render`. A process that makes small pictures of uploads refuses SVG (#platform/images):
 * it is our own here, and nobody can upload yet while a demo is made at start.
 */
export async function drawing<T>(work: () => Promise<T>): Promise<T> {
	sharp.unblock(SVG);
	try {
		return await work();
	} finally {
		sharp.block(SVG);
	}
}

const GRAIN_TILE = 320;

/** Draws an SVG to the bytes of a picture; `grain` (0 to 1) gives it the noise of a photograph. */
export async function render(svg: string, format: PictureFormat, grain = 0): Promise<Buffer> {
	const drawn = sharp(Buffer.from(svg)).flatten({ background: '#ffffff' });
	const image =
		grain > 0 ? drawn.composite([{ input: await noise(grain), tile: true, blend: 'soft-light' }]) : drawn;
	if (format === 'jpeg') return image.jpeg({ quality: 84 }).toBuffer();
	if (format === 'webp') return image.webp({ quality: 82, effort: 2 }).toBuffer();
	return image.png({ compressionLevel: 5 }).toBuffer();
}

function noise(grain: number): Promise<Buffer> {
	return sharp({
		create: {
			width: GRAIN_TILE,
			height: GRAIN_TILE,
			channels: 3,
			background: '#808080',
			noise: { type: 'gaussian', mean: 128, sigma: 60 * grain }
		}
	})
		.png({ compressionLevel: 1 })
		.toBuffer();
}
