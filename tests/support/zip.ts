import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';

/** Every file of a ZIP by its name, read by a program that others wrote; it refuses absolute paths and `..` by itself. */
export function unzipped(zip: Buffer): Promise<Map<string, Buffer>> {
	const files = new Map<string, Buffer>();
	return new Promise((resolve, reject) => {
		fromBuffer(zip, { lazyEntries: true, validateEntrySizes: true }, (fault, archive) => {
			if (fault) return reject(fault);
			archive.on('error', reject);
			archive.on('end', () => resolve(files));
			archive.on('entry', (entry) => {
				archive.openReadStream(entry, (refusal, stream) => {
					if (refusal) return reject(refusal);
					buffer(stream).then((content) => {
						if (files.has(entry.fileName)) return reject(new Error(`${entry.fileName} is there twice`));
						files.set(entry.fileName, content);
						archive.readEntry();
					}, reject);
				});
			});
			archive.readEntry();
		});
	});
}
