import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';
import { BadUse, defineCommand, type Command } from './command.ts';
import { command as createOwner } from './create-owner.ts';
import { command as seed } from './seed.ts';
import { command as trace } from './trace.ts';
import { command as verifyReceipt } from './verify-receipt.ts';

const plain = defineCommand({ summary: '', usage: '', options: {}, run: () => Promise.resolve(0) });
const run = async (command: Command, args: string[]) =>
	command.run({
		root: '',
		env: {},
		importModule: () => Promise.reject(new Error('not asked for')),
		...(readArguments(command, args) as Pick<Parameters<Command['run']>[0], 'values' | 'positionals'>)
	});
const owner = ['--email', 'olga@example.com', '--name', 'Olga', '--organization', 'Salon'];

test.each<[Command, string[], string]>([
	[trace, [], 'Missing: <email|phone|customer id>.'],
	[verifyReceipt, ['--json'], 'Missing: <file>.'],
	[trace, ['carla@example.com', 'mia'], '"mia" is one argument too many.'],
	[plain, ['now'], '"now" is one argument too many.'],
	[plain, ['--fast'], 'There is no flag --fast.'],
	[plain, ['-f'], 'There is no flag -f.'],
	[seed, ['--json=yes'], '--json takes no value.'],
	[seed, ['--customers'], '--customers needs a value.'],
	[seed, ['--customers', '--json'], '--customers needs a value.'],
	[seed, ['--customers', '-5'], '--customers must be a whole number from 1 to 100000000.'],
	[createOwner, [...owner, '--currency', 'ZZZ'], '--currency: Please choose a currency such as EUR.'],
	[
		createOwner,
		[...owner, '--time-zone', 'Mars'],
		'--time-zone: Please choose a time zone such as Europe/Berlin.'
	],
	[createOwner, [...owner, '--industry', 'moon'], '--industry: Please choose what you do.'],
	[createOwner, ['--email', 'olga', ...owner.slice(2)], '--email: ']
])('what is wrong with an order is said in plain words: %#', async (command, args, words) => {
	const refused = await run(command, args).catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(BadUse);
	expect((refused as BadUse).message).toContain(words);
});

test('a file named - is a value, and what follows -- is no flag', () => {
	const command = defineCommand({ ...plain, options: { to: { type: 'string' } }, arguments: [0, 1] });
	const { values, positionals } = readArguments(command, ['--to', '-', '--', '--odd']);
	expect([values['to'], positionals]).toEqual(['-', ['--odd']]);
});
