import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { packing } from '#cli/launcher/pack.js';
import { openMailReader, type MailReader, type MailReaderOptions } from '#platform/mail/mail-reader.ts';

const root = join(import.meta.dirname, '../..');
let program: string | null = null;

/** The thread's program as the launcher bundles it, made once per process of the tests. */
function threadProgram(): string {
	if (program) return program;
	// Below node_modules, so that it finds the packages that stay outside of it.
	const folder = join(root, 'node_modules/.cache/customer-hub');
	mkdirSync(folder, { recursive: true });
	program = join(folder, `mail-thread-${process.pid}.cjs`);
	buildSync({
		absWorkingDir: root,
		entryPoints: ['src/platform/mail/reading/thread.ts'],
		outfile: program,
		...packing,
		packages: 'external'
	});
	return program;
}

/** A reader whose threads run the sources as they are. Close it in `afterAll`. */
export const openTestMailReader = (options: Omit<MailReaderOptions, 'program'> = {}): MailReader =>
	openMailReader({ ...options, program: threadProgram });
