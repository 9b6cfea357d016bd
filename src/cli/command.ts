import type { ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O; strict: true }>>['values'];

/** What a command is given: the checkout, the environment, its flags by name and its other arguments. */
export type Context<O extends Options> = {
	root: string;
	env: NodeJS.ProcessEnv;
	values: Values<O>;
	positionals: string[];
	/** Imports a package that only comes as a module of ECMAScript, which the bundle itself cannot. */
	importModule: (name: string) => Promise<unknown>;
};

export type Command<O extends Options = Options> = {
	/** One line for `hub --help`. */
	summary: string;
	/** What follows the name, such as `<email|phone|customer id> [--json]`. */
	usage: string;
	/** More for `hub <command> --help`; a line per flag, and whatever else a person needs. */
	details?: string;
	options: O;
	/** How many arguments other than flags it takes, at least and at most; none when left out. */
	arguments?: [least: number, most: number];
	/** Answers the exit code: 0, 1 (it found something wrong), 2 (bad use). */
	run(context: Context<O>): Promise<number>;
};

/** Gives `run` the types of its own flags. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
	return command as unknown as Command;
}

/** A fault that one plain sentence explains: it is printed without a stack, and the command ends with 1. */
export class Refusal extends Error {}

/** Wrong arguments, found by the command itself: the sentence is printed with the usage, and the command ends with 2. */
export class BadUse extends Error {}
