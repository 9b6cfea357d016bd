import { readFile, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import sharp from 'sharp';
import { describe, expect, test, vi } from 'vitest';
import { corpusFile, corpusFiles, withoutCorpora } from '#support/shared.ts';
import { decodeHeic, isHeic } from './heic.ts';
import { makeThumbnail, processLogo } from './pictures.ts';

const RED = { r: 255, g: 0, b: 0 };
const blank = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: RED } });
const thumbnailOf = (bytes: Uint8Array, edge?: number) => makeThumbnail(async () => bytes, edge);
const LIMITS = { pixels: 12_000_000, memory: 512 * 1024 * 1024, time: 15_000 };

describe('a thumbnail', () => {
	test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('is made of %s', async (format) => {
		const picture = await thumbnailOf(await blank(800, 400).toFormat(format).toBuffer());
		expect(picture).toMatchObject({ type: 'image/webp', width: 320, height: 160 });
		const { data } = await sharp(picture?.bytes).raw().toBuffer({ resolveWithObject: true });
		expect(data[0]).toBeGreaterThan(240);
		expect(data[1]).toBeLessThan(20);
	});

	test('tells nothing of where and with what a photo was taken', async () => {
		const photo = await blank(800, 400)
			.withExif({ IFD0: { Make: 'Phone', Copyright: 'Ana' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
			.jpeg()
			.toBuffer();
		expect((await sharp(photo).metadata()).exif?.byteLength).toBeGreaterThan(50);
		const { exif, icc, xmp, iptc } = await sharp((await thumbnailOf(photo))?.bytes).metadata();
		expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
	});

	test('stands upright when the phone was held sideways', async () => {
		const photo = await blank(800, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer();
		expect(await thumbnailOf(photo)).toMatchObject({ width: 160, height: 320 });
	});

	test('of a small picture is not enlarged, and another size can be asked for', async () => {
		const photo = await blank(20, 10).png().toBuffer();
		expect(await thumbnailOf(photo)).toMatchObject({ width: 20, height: 10 });
		expect(await thumbnailOf(await blank(800, 400).png().toBuffer(), 64)).toMatchObject({
			width: 64,
			height: 32
		});
	});

	test('of an animation is its first picture', async () => {
		const other = {
			create: { width: 40, height: 40, channels: 3 as const, background: { r: 0, g: 0, b: 255 } }
		};
		const frames = [await blank(40, 40).png().toBuffer(), await sharp(other).png().toBuffer()];
		const gif = await sharp(frames, { join: { animated: true } })
			.gif()
			.toBuffer();
		const picture = await thumbnailOf(gif);
		expect(picture).toMatchObject({ width: 40, height: 40 });
		expect((await sharp(picture?.bytes).stats()).dominant.r).toBeGreaterThan(200);
	});

	test('is made while other work goes on', async () => {
		const photo = await blank(7000, 5000).jpeg().toBuffer();
		let longest = 0;
		let last = performance.now();
		const pulse = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		const pictures = await Promise.all(Array.from({ length: 5 }, () => thumbnailOf(photo)));
		clearInterval(pulse);
		expect(pictures.every((picture) => picture?.width === 320)).toBe(true);
		expect(longest).toBeLessThan(150);
	});
});

describe('no thumbnail, and no harm, comes of', () => {
	test.each([
		[
			'SVG',
			'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
		],
		[
			'SVG after a declaration',
			'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
		],
		['text', 'hello'],
		['nothing', ''],
		['a PDF', '%PDF-1.7\n%\u00e2'],
		['a path', '/etc/hostname'],
		['a box that lies about its size', '\u00ff\u00ff\u00ff\u00ffftypheic'],
		['a HEIC picture of nothing', '\0\0\0\u0018ftypheic\0\0\0\0heicmif1']
	])('%s', async (_, text) => {
		expect(await thumbnailOf(Buffer.from(text, 'latin1'))).toBeNull();
		expect(await processLogo(Buffer.from(text, 'latin1'))).toBeNull();
	});

	test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
		'a %s that is cut off',
		async (format) => {
			const whole = await blank(800, 400).toFormat(format).toBuffer();
			for (const part of [0.02, 0.2, 0.5]) {
				const picture = await thumbnailOf(whole.subarray(0, whole.byteLength * part));
				if (picture) expect(picture.type).toBe('image/webp');
			}
			expect(await thumbnailOf(whole.subarray(0, 20))).toBeNull();
		}
	);

	test('a small file of enormous dimensions', async () => {
		const bomb = await blank(8100, 8000).toColourspace('b-w').png().toBuffer();
		expect(bomb.byteLength).toBeLessThan(200_000);
		const begun = performance.now();
		expect(await thumbnailOf(bomb)).toBeNull();
		expect(performance.now() - begun).toBeLessThan(1_000);
		const interlaced = await blank(6000, 6000).png({ progressive: true }).toBuffer();
		expect(await thumbnailOf(interlaced)).toBeNull();
	});

	test('a picture that is one long row or column, which would lie in memory whole', async () => {
		for (const [width, height] of [
			[60_000, 1],
			[1, 60_000]
		] as const)
			expect(await thumbnailOf(await blank(width, height).png().toBuffer())).toBeNull();
		expect(await thumbnailOf(await blank(30_000, 2).png().toBuffer())).toMatchObject({ width: 320 });
	});

	test('a file that can not be read, which its reader gets to know', async () => {
		await expect(makeThumbnail(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
		expect(await thumbnailOf(await blank(9, 9).png().toBuffer())).not.toBeNull();
	});
});

describe.skipIf(withoutCorpora)(`with the corpus${withoutCorpora}`, () => {
	const heic = () => corpusFile('heic.heic');

	test('a HEIC photo gets a thumbnail', async () => {
		expect(isHeic(heic())).toBe(true);
		const picture = await thumbnailOf(heic());
		expect(picture).toMatchObject({ type: 'image/webp', width: 136, height: 56 });
		expect((await sharp(picture?.bytes).stats()).isOpaque).toBe(true);
		expect(await processLogo(heic())).toMatchObject({ type: 'image/png', width: 136 });
	});

	test('a HEIC photo that is damaged anywhere gets none', async () => {
		for (const cut of [30, 300, 1_000, 2_700]) expect(await thumbnailOf(heic().subarray(0, cut))).toBeNull();
		const garbled = Buffer.from(heic());
		garbled.fill(0xff, 200, 700);
		expect(await thumbnailOf(garbled)).toBeNull();
	});

	test('a HEIC photo that is damaged leaves nothing on the screen of whoever runs the app', async () => {
		const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
		try {
			expect(await thumbnailOf(heic().subarray(0, 1_000))).toBeNull();
			expect(written.mock.calls).toEqual([]);
		} finally {
			written.mockRestore();
		}
	});

	test('every file gets a picture of our own or none', async () => {
		const made: string[] = [];
		for (const { name, bytes } of corpusFiles()) {
			const picture = await thumbnailOf(bytes);
			if (picture === null) continue;
			expect((await sharp(picture.bytes).metadata()).format).toBe('webp');
			made.push(name);
		}
		expect(made).toEqual(
			expect.arrayContaining(['gif89.gif', 'heic.heic', 'jpg.jpg', 'png.png', 'webp.webp'])
		);
		expect(made).not.toContain('svg.svg');
		expect(made).not.toContain('pdf.pdf');
	});
});

test('a logo becomes a PNG of at most 256 pixels that keeps what is see-through', async () => {
	const clear = { r: 0, g: 0, b: 0, alpha: 0 };
	const logo = await sharp({ create: { width: 2000, height: 500, channels: 4, background: clear } })
		.webp()
		.toBuffer();
	const picture = await processLogo(logo);
	expect(picture).toMatchObject({ type: 'image/png', width: 256, height: 64 });
	expect(await sharp(picture?.bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true });
});

test('a logo is cut to the square that was chosen, which never leaves the picture', async () => {
	const half = (background: string) =>
		sharp({ create: { width: 200, height: 200, channels: 3, background } })
			.png()
			.toBuffer();
	const both = await sharp({ create: { width: 400, height: 200, channels: 3, background: 'red' } })
		.composite([{ input: await half('blue'), left: 200, top: 0 }])
		.png()
		.toBuffer();
	const colourOf = async (square: { x: number; y: number; side: number }) => {
		const picture = await processLogo(both, square);
		expect(picture?.width).toBe(picture?.height);
		const { data } = await sharp(picture?.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
		return data[0] === 255 ? 'red' : 'blue';
	};
	expect(await colourOf({ x: 0, y: 0, side: 1 })).toBe('red');
	expect(await colourOf({ x: 0.6, y: 0.1, side: 0.5 })).toBe('blue');
	expect(await colourOf({ x: 1, y: 1, side: 1 })).toBe('blue');
	expect((await processLogo(both, { x: 0, y: 0, side: 0.5 }))?.width).toBe(100);
});

describe('a HEIC photo of 12 megapixels', () => {
	// 4000 by 3000 red pixels with a place in its metadata, encoded by libheif's heif-enc.
	const photo = () => readFile('tests/support/fixtures/red-12-megapixels.heic');

	test('gets a thumbnail without its metadata, while other work goes on', async () => {
		const bytes = await photo();
		expect(bytes.includes('Phone')).toBe(true);
		const begun = performance.eventLoopUtilization();
		const picture = await thumbnailOf(bytes);
		expect(performance.eventLoopUtilization(begun).utilization).toBeLessThan(0.5);
		expect(picture).toMatchObject({ type: 'image/webp', width: 320, height: 240 });
		expect((await sharp(picture?.bytes).stats()).dominant).toMatchObject({ r: 248, g: 8, b: 8 });
		expect((await sharp(picture?.bytes).metadata()).exif).toBeUndefined();
	});

	test('gets one from a bundle of this program, too', async () => {
		const outfile = `.cache/pictures-${process.pid}.mjs`;
		const entryPoints = ['src/platform/images/pictures.ts'];
		await build({
			entryPoints,
			outfile,
			bundle: true,
			platform: 'node',
			format: 'esm',
			packages: 'external'
		});
		const bundle = (await import(pathToFileURL(outfile).href)) as typeof import('./pictures.ts');
		await rm(outfile);
		expect(await bundle.makeThumbnail(photo)).toMatchObject({ width: 320 });
	});

	test.each([
		['pixels', { pixels: 11_999_999 }],
		['memory', { memory: 40_000_000 }],
		['time', { time: 20 }]
	])('gets none when it needs more %s than it may have', async (_, limit) => {
		const bytes = await photo();
		expect(await decodeHeic(bytes, { ...LIMITS, ...limit })).toBeNull();
		expect(await decodeHeic(bytes, LIMITS)).toMatchObject({ width: 4000, height: 3000 });
	});
});
