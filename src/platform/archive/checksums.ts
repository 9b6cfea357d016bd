import { createHash, type Hash } from 'node:crypto';

/** After so many entries their checksums follow, so that neither side has to remember a million of them. */
const AT_ONCE = 1000;

/**
 * Checksums of an archive's entries, in the order and the form of `sha256sum`, and one over all of them for its end. The writer
 * and the reader each keep one, and compare.
 */
export class Checksums {
	entries = 0;
	bytes = 0;
	private lists = 0;
	private readonly all: Hash = createHash('sha256');
	private lines: string[] = [];

	add(name: string, size: number, sha256: string): void {
		this.entries += 1;
		this.bytes += size;
		this.lines.push(`${sha256}  ${name}\n`);
	}

	/** True when a list is due before the next entry. */
	get due(): boolean {
		return this.lines.length >= AT_ONCE;
	}

	get empty(): boolean {
		return this.lines.length === 0;
	}

	/** The next list, which begins anew after it. */
	list(): { name: string; text: string } {
		const text = this.lines.join('');
		this.lines = [];
		this.all.update(text);
		this.lists += 1;
		return { name: `${CHECKSUMS}${String(this.lists).padStart(6, '0')}`, text };
	}

	/** Over all lists so far; there are no more after this. */
	digest(): string {
		return this.all.digest('hex');
	}
}

export const CHECKSUMS = 'checksums/';
export const MANIFEST = 'manifest.json';

/** The last entry: without it an archive was cut off. `facts` is the writer's own. */
export type Manifest = { entries: number; bytes: number; sha256: string; facts: unknown };

/** The manifest, and below it its own checksum. */
export function manifestText(manifest: Manifest): string {
	const line = JSON.stringify(manifest);
	return `${line}\n${sha256(line)}\n`;
}

/** null: it was altered. */
export function readManifest(text: string): Manifest | null {
	const [line = '', sum] = text.split('\n');
	return sum === sha256(line) ? (JSON.parse(line) as Manifest) : null;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
