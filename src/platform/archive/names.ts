import { diskName, extensionOf } from '#platform/file-types/names.ts';
import { normal } from '#platform/forms/normal.ts';

/** Names that Windows keeps for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Characters, of all that a name may have here, that some file system refuses. */
const REFUSED = /[<>:"|?*]/g;
/** Bytes of a name before its number: what is unpacked has room for a folder's path beside it. */
const LONGEST = 180;

/** What two names must not share: file systems compare without case, and without the spelling of accents. */
const folded = (name: string) => normal(name, 'NFKC').toLowerCase();

function shortened(name: string): string {
	if (Buffer.byteLength(name) <= LONGEST) return name;
	const extension = extensionOf(name);
	let stem = '';
	for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - extension.length))) {
		if (Buffer.byteLength(stem + segment + extension) > LONGEST) break;
		stem += segment;
	}
	return stem.trimEnd() + extension;
}

/** A name that every common file system takes as it is, and that is no path. */
export function entryName(name: string): string {
	const clean = shortened(normal(diskName(name), 'NFC').replace(REFUSED, '_')).replace(/[. ]+$/, '');
	return !clean ? 'file' : DEVICE.test(clean) ? `_${clean}` : clean;
}

/** Gives each name once: the second `plan.pdf` becomes `plan (2).pdf`. */
export function uniqueNames(): (name: string) => string {
	const taken = new Set<string>();
	return (name) => {
		const clean = entryName(name);
		const extension = extensionOf(clean);
		const stem = clean.slice(0, clean.length - extension.length);
		let unique = clean;
		for (let count = 2; taken.has(folded(unique)); count++) unique = `${stem} (${count})${extension}`;
		taken.add(folded(unique));
		return unique;
	};
}
