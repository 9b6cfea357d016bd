import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { packing } from '#cli/launcher/pack.js';

const root = join(import.meta.dirname, '../..');
const made = new Map<string, string>();

/** A thread's program as the launcher bundles it, of the sources as they are; made once per process of the tests. */
export function threadProgram(source: string, name: string): string {
	const before = made.get(name);
	if (before) return before;
	// Below node_modules, so that it finds the packages that stay outside of it.
	const folder = join(root, 'node_modules/.cache/customer-hub');
	mkdirSync(folder, { recursive: true });
	const program = join(folder, `${name}-${process.pid}.cjs`);
	buildSync({
		absWorkingDir: root,
		entryPoints: [source],
		outfile: program,
		...packing,
		packages: 'external'
	});
	made.set(name, program);
	return program;
}
