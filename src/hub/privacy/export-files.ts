import { makeZip } from 'client-zip';
import { languageOf } from '#hub/texts/language.ts';
import { notFound } from '#hub/errors.ts';
import { uniqueNames } from '#platform/archive/names.ts';
import type { Instance } from '#platform/instance.ts';
import { filesIndex, type IndexLine } from './export-index.ts';
import type { Door } from './export-door.ts';
import { head as readHead, type Head } from './export-sql.ts';
import { filesOf, isStillThere, type FileKind, type OwnFile } from './export-files-sql.ts';
import { textOf } from './export.ts';
import { bytesOf } from './stored-bytes.ts';

type Entry = { name: string; lastModified: Date; input: AsyncIterable<Uint8Array | string> | string };

/** What an archive needs of the instance. */
type Shelf = Pick<Instance, 'storage' | 'log'>;

/** Folders of the archive. Their names are part of the format (docs/export-format.md). */
const folders: [FileKind, folder: string][] = [
	['documents', 'files'],
	['attachments', 'messages']
];

export type FilesArchive = {
	customerId: string;
	organization: string;
	name: string;
	zip: ReadableStream<Uint8Array>;
};

/**
 * D5: every file of a customer as a ZIP, with `data.json` (her export) and `index.html`, which lists what is in it and names
 * what could not be found, or is not what was kept. It is written as it is taken: memory stays flat however many files there are. When the store
 * breaks off in the middle of a file, so does the archive, and none that is cut looks whole. Throws not found as `exportOf`.
 */
export async function archiveOf(shelf: Shelf, door: Door): Promise<FilesArchive> {
	const head = await door(readHead);
	if (!head) throw notFound('This customer');
	const { customerId, organization, name } = head;
	return {
		customerId,
		organization,
		name,
		zip: makeZip(entriesOf(shelf, door, head), { buffersAreUTF8: true })
	};
}

/** The index comes last, because only then it is known what it can say. */
export async function* entriesOf(shelf: Shelf, door: Door, head: Head): AsyncGenerator<Entry> {
	const madeAt = new Date(head.exportedAt);
	const listed: IndexLine[] = [];
	yield { name: 'data.json', lastModified: madeAt, input: textOf(door, head) };
	for (const [kind, folder] of folders) {
		const unique = uniqueNames();
		for await (const file of everyFile(door, kind, head.until)) {
			const stored = await bytesOf(shelf, file, () => door((tx) => isStillThere(tx, kind, file)));
			if (stored === 'deleted') continue;
			const path = `${folder}/${unique(file.name)}`;
			if (stored === 'missing') {
				listed.push({ ...file, path, state: 'missing' });
				continue;
			}
			yield { name: path, lastModified: file.createdAt, input: stored.bytes };
			// The next entry is asked for once this one was read.
			listed.push({ ...file, path, state: stored.isWhole() ? 'whole' : 'damaged' });
		}
	}
	const language = languageOf(head.locale, head.organizationLocale);
	yield {
		name: 'index.html',
		lastModified: madeAt,
		input: filesIndex({ ...head, madeAt, language, files: listed })
	};
}

async function* everyFile(door: Door, kind: FileKind, until: string): AsyncGenerator<OwnFile> {
	let after: OwnFile | null = null;
	for (;;) {
		const part = { until, after };
		const files: OwnFile[] = await door((tx) => filesOf(tx, kind, part));
		const last = files.at(-1);
		if (!last) return;
		yield* files;
		after = last;
	}
}
