import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of corpora beside the project, or the one that HUB_SHARED names; null where there is none. */
function corpora(): string | null {
	const folder = resolve(process.env['HUB_SHARED'] ?? '../shared', 'corpora');
	return existsSync(folder) ? folder : null;
}

/** Why a test that needs the corpora is left out; empty where they are. */
export const withoutCorpora = corpora() === null ? ' (left out: no ../shared/corpora, see HUB_SHARED)' : '';

export type CorpusFile = { name: string; bytes: Buffer };

/** One small file of every format; empty where there are no corpora. */
export function corpusFiles(): CorpusFile[] {
	const folder = corpora();
	if (folder === null) return [];
	const files = join(folder, 'files');
	return readdirSync(files).map((name) => ({ name, bytes: readFileSync(join(files, name)) }));
}

/** The bytes of one file of the corpus. */
export function corpusFile(name: string): Buffer {
	const found = corpusFiles().find((file) => file.name === name);
	if (!found) throw new Error(`The corpus has no ${name}`);
	return found.bytes;
}

/** Some 500 strings that break software; empty where there are no corpora. */
export function naughtyStrings(): string[] {
	const folder = corpora();
	if (folder === null) return [];
	return JSON.parse(readFileSync(join(folder, 'strings/naughty-strings.json'), 'utf8')) as string[];
}

/** Real and malformed mails with what came with them; empty where there are no corpora. */
export function corpusMails(): CorpusFile[] {
	const folder = corpora();
	if (folder === null) return [];
	const mails = join(folder, 'mail/emails');
	return readdirSync(mails, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.eml'))
		.map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
}
