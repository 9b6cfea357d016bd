import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Pixels in rows, four bytes each (RGBA), already turned the way the picture says. */
export type Pixels = { width: number; height: number; data: Uint8Array };

export type HeicLimits = {
	pixels: number;
	/** For the decoder, which is WebAssembly; a worker's own limits do not count that. */
	memory: number;
	/** Milliseconds. */
	time: number;
};

/** The brands of pictures coded with HEVC (ISO/IEC 23008-12); mif1 alone may be AVIF, which sharp reads itself. */
const BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);

/** Whether a file is a HEIC picture by its first box. */
export function isHeic(bytes: Uint8Array): boolean {
	const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 256));
	if (head.toString('latin1', 4, 8) !== 'ftyp') return false;
	const brands: string[] =
		head.toString('latin1', 8, Math.max(16, head.readUInt32BE(0))).match(/.{4}/gs) ?? [];
	return BRANDS.has(brands[0] ?? '') && !brands.includes('avif');
}

/**
 * The program of the worker. It is kept as a text, and imports its package by the path that the main thread found, because
 * a file of its own would have to be found in three places: the sources, the web bundle and the bundle of `hub`.
 */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const { module: path, bytes, limits } = workerData;
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
	if (this.buffer.byteLength + pages * 65536 > limits.memory) throw new RangeError('too much memory');
	return grow.call(this, pages);
};
require(path).all({ buffer: bytes }).then(async ([image]) => {
	if (image.width * image.height > limits.pixels) throw new RangeError('too many pixels');
	const { width, height, data } = await image.decode();
	parentPort.postMessage({ width, height, data: new Uint8Array(data.buffer) }, [data.buffer]);
}).catch((error) => parentPort.postMessage({ error: String(error) }));
`;

/**
 * Decodes a HEIC picture in a thread of its own that ends with it. null when it is damaged, too large, or takes too much
 * memory or time.
 */
export async function decodeHeic(bytes: Uint8Array, limits: HeicLimits): Promise<Pixels | null> {
	const module = createRequire(import.meta.url).resolve('heic-decode');
	const worker = new Worker(PROGRAM, {
		eval: true,
		// Flags of the process, such as a loader of a test runner, are none of the worker's business.
		execArgv: [],
		env: {},
		// The decoder writes of its own what it thinks of a damaged picture.
		stdout: true,
		stderr: true,
		workerData: { module, bytes, limits },
		resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }
	});
	let timer: NodeJS.Timeout | undefined;
	try {
		return await new Promise<Pixels | null>((resolve) => {
			timer = setTimeout(() => resolve(null), limits.time);
			worker.once('message', (answer: Pixels | { error: string }) =>
				resolve('data' in answer ? answer : null)
			);
			// A picture can make the decoder abort; that ends the worker and nothing else.
			worker.once('error', () => resolve(null));
			worker.once('exit', () => resolve(null));
		});
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
