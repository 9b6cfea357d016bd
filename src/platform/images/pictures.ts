import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { decodeHeic, isHeic, type HeicLimits } from './heic.ts';

/** A picture that this program encoded itself, and so may be shown inline. */
export type Picture = { bytes: Buffer; type: 'image/webp' | 'image/png'; width: number; height: number };

const MILLION = 1_000_000;
/** Baseline JPEG and plain PNG are decoded row by row, so a large phone's photo costs little memory. */
const ROWWISE_PIXELS = 64 * MILLION;
/** Pixels at the longer side: of a picture that is one row, all of it is a row in memory. Panoramas have some 30,000. */
const LONGEST_EDGE = 40_000;
/** All others lie in memory as a whole, with up to 8 bytes a pixel. */
const WHOLE_PIXELS = 32 * MILLION;
const HEIC: HeicLimits = { pixels: 50 * MILLION, memory: 512 * 1024 * 1024, time: 15_000 };
const SECONDS = 10;

const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map(
	(name) => `VipsForeignLoad${name}Buffer`
);

type SharpModule = typeof import('sharp').default;
let loading: Promise<SharpModule> | null = null;

/** sharp, loaded when the first picture comes. It reads from memory only, and neither SVG nor PDF nor anything rare. */
async function sharp(): Promise<SharpModule> {
	loading ??= import('sharp').then(({ default: module }) => {
		module.block({ operation: ['VipsForeignLoad'] });
		module.unblock({ operation: LOADERS });
		module.cache(false);
		module.concurrency(1);
		return module;
	});
	return loading;
}

let turn: Promise<unknown> = Promise.resolve();

/** One picture at a time, so that memory is bounded by one. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const mine = turn.then(work);
	turn = mine.catch(() => undefined);
	return mine;
}

function tooManyPixels({ width, height, format, isProgressive }: Metadata): boolean {
	const rowwise = (format === 'jpeg' || format === 'png') && !isProgressive;
	if (Math.max(width, height) > LONGEST_EDGE) return true;
	return width * height > (rowwise ? ROWWISE_PIXELS : WHOLE_PIXELS);
}

/** The picture ready to be resized, upright, or null when it is none or too large. */
async function open(bytes: Uint8Array): Promise<Sharp | null> {
	const make = await sharp();
	if (isHeic(bytes)) {
		const pixels = await decodeHeic(bytes, HEIC);
		if (pixels === null) return null;
		const { width, height, data } = pixels;
		return make(data, { raw: { width, height, channels: 4 }, limitInputPixels: HEIC.pixels });
	}
	const options: SharpOptions = { limitInputPixels: ROWWISE_PIXELS, failOn: 'error', sequentialRead: true };
	if (tooManyPixels(await make(bytes, options).metadata())) return null;
	return make(bytes, { ...options, autoOrient: true });
}

/** The square of an upright picture that is kept: its corner as parts of width and height, its side as a part of the shorter one. */
export type Square = { x: number; y: number; side: number };

/** `null` keeps the whole picture. What lies beyond its edges is moved into it. */
async function cut(image: Sharp, square: Square | null): Promise<Sharp> {
	if (!square) return image;
	const { autoOrient } = await image.metadata();
	const shorter = Math.min(autoOrient.width, autoOrient.height);
	const side = Math.min(shorter, Math.max(1, Math.round(square.side * shorter)));
	const within = (part: number, whole: number) =>
		Math.min(whole - side, Math.max(0, Math.round(part * whole)));
	const [left, top] = [within(square.x, autoOrient.width), within(square.y, autoOrient.height)];
	return image.extract({ left, top, width: side, height: side });
}

async function encode(
	read: () => Promise<Uint8Array>,
	edge: number,
	square: Square | null,
	finish: (image: Sharp) => Sharp,
	type: Picture['type']
): Promise<Picture | null> {
	return inTurn(async () => {
		const bytes = await read();
		try {
			const image = await open(bytes);
			if (image === null) return null;
			// Metadata, such as where a photo was taken, is left behind unless one asks to keep it.
			const small = (await cut(image, square)).resize({
				width: edge,
				height: edge,
				fit: 'inside',
				withoutEnlargement: true
			});
			const { data, info } = await finish(small)
				.timeout({ seconds: SECONDS })
				.toBuffer({ resolveWithObject: true });
			return { bytes: data, type, width: info.width, height: info.height };
		} catch (error) {
			// What libvips makes of a damaged file is an Error without a code or a class; any of them means: no picture.
			if (error instanceof Error) return null;
			throw error;
		}
	});
}

/**
 * A small WebP of a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC picture, upright and without metadata, `edge` pixels at its
 * longer side at most. `read` is called when its turn has come, since pictures are made one after the other. null when
 * the file is no such picture, is damaged, or would need too much memory or time.
 */
export function makeThumbnail(read: () => Promise<Uint8Array>, edge = 320): Promise<Picture | null> {
	return encode(read, edge, null, (image) => image.webp({ quality: 75, effort: 3 }), 'image/webp');
}

/**
 * An uploaded logo as a PNG, which every mail program shows, at most 256 pixels a side: sharp at the size of a mail's head
 * on a fine screen, and light enough for the worst phone; of the whole picture, or of one square of it. null as for thumbnails.
 */
export function processLogo(bytes: Uint8Array, square: Square | null = null): Promise<Picture | null> {
	return encode(
		async () => bytes,
		256,
		square,
		(image) => image.png({ compressionLevel: 9 }),
		'image/png'
	);
}
