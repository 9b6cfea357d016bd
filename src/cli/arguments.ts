import { parseArgs } from 'node:util';
import { BadUse, type Command } from './command.ts';

/** Reads the flags of a command and its other arguments. Throws BadUse in a sentence of ours: Node's own talk to programmers. */
export function readArguments({ options, usage, arguments: counts = [0, 0] }: Command, args: string[]) {
	const { values, positionals, tokens } = parseArgs({
		args,
		options,
		allowPositionals: true,
		strict: false,
		tokens: true
	});
	for (const token of tokens) {
		if (token.kind !== 'option') continue;
		const takes = Object.hasOwn(options, token.name) ? options[token.name]?.type : undefined;
		if (takes === undefined) throw new BadUse(`There is no flag ${token.rawName}.`);
		if (takes === 'boolean' && token.value !== undefined)
			throw new BadUse(`${token.rawName} takes no value.`);
		// A number below zero is a value, and the command has words for it; another flag is none.
		const isFlag = !token.inlineValue && token.value !== undefined && /^-(?:-|[a-z])/i.test(token.value);
		if (takes === 'string' && (token.value === undefined || isFlag))
			throw new BadUse(`${token.rawName} needs a value.`);
	}
	const [least, most] = counts;
	const extra = positionals[most];
	if (extra !== undefined) throw new BadUse(`"${extra}" is one argument too many.`);
	if (positionals.length < least) throw new BadUse(`Missing: ${usage.split(' [')[0] ?? ''}.`);
	return { values, positionals };
}
