import { ConfigError } from '#platform/config.ts';
import { redact } from '#platform/log.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { AlreadyRunning } from '#platform/postgres/embedded.ts';
import { readArguments } from './arguments.ts';
import { BadUse, Refusal, type Command } from './command.ts';
import { unlessInterrupted } from './interruption.ts';

/** Every command: a name here and a file that exports it as `command`. */
const commands: Record<string, () => Promise<{ command: Command }>> = {
	start: () => import('./start.ts'),
	dev: () => import('./dev.ts'),
	web: () => import('./web.ts'),
	worker: () => import('./worker.ts'),
	migrate: () => import('./migrate.ts'),
	seed: () => import('./seed.ts'),
	demo: () => import('./demo.ts'),
	doctor: () => import('./doctor.ts'),
	backup: () => import('./backup.ts'),
	restore: () => import('./restore.ts'),
	trace: () => import('./trace.ts'),
	'verify-receipt': () => import('./verify-receipt.ts'),
	'create-owner': () => import('./create-owner.ts')
};

/** Runs `hub <arguments>` and answers its exit code: 0, 1 (it found something wrong), 2 (bad use). */
export async function main(
	argv: string[],
	root: string,
	importModule: (name: string) => Promise<unknown>
): Promise<number> {
	const [name = '--help', ...rest] = argv;
	if (name === '--help' || name === '-h' || name === 'help') return help();
	const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!load) return badUse(`There is no command "${name}".`, 'hub --help');
	const { command } = await load();
	if (rest.includes('--help') || rest.includes('-h')) return commandHelp(name, command);
	try {
		const { values, positionals } = readArguments(command, rest);
		return ended(await command.run({ root, env: process.env, values, positionals, importModule }));
	} catch (error) {
		await unlessInterrupted();
		return ended(explain(name, error));
	}
}

/** A handle that some library forgot does not keep a finished command alive. */
function ended(exitCode: number): number {
	setTimeout(() => process.exit(exitCode), 1000).unref();
	return exitCode;
}

function explain(name: string, error: unknown): number {
	if (error instanceof BadUse) return badUse(error.message, `hub ${name} --help`);
	if (error instanceof ConfigError) {
		console.error(error.message);
		return 2;
	}
	if (isStorageError(error, 'StorageUnavailable'))
		console.error(redact(`Files cannot be reached: ${error.message} Check STORAGE_URL.`));
	else if (error instanceof Refusal || error instanceof AlreadyRunning) console.error(redact(error.message));
	else console.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
	return 1;
}

function badUse(sentence: string, see: string): number {
	console.error(`${sentence.replace(/\.?$/, '.')} See: ${see}`);
	return 2;
}

async function help(): Promise<number> {
	const width = Math.max(...Object.keys(commands).map((name) => name.length));
	console.log('Usage: hub <command> [options]\n');
	for (const [name, load] of Object.entries(commands))
		console.log(`  ${name.padEnd(width)}  ${(await load()).command.summary}`);
	console.log(
		'\n`hub <command> --help` tells more. Settings come from the environment; see docs/operating.md.'
	);
	return 0;
}

function commandHelp(name: string, { summary, usage, details }: Command): number {
	console.log(`Usage: hub ${name}${usage && ` ${usage}`}\n\n${summary}`);
	if (details) console.log(`\n${details.trim()}`);
	return 0;
}
