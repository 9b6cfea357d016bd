import { afterEach, describe, expect, test } from 'vitest';
import { openPrinter, type Printer, type PrinterOptions } from './printer.ts';

/** Prints what it is given as text: at once, or after so many turns of the thread, or never. */
const PROGRAM = `
	import { parentPort } from 'node:worker_threads';
	parentPort.on('message', ({ text, busy }) => {
		const end = Date.now() + busy;
		while (Date.now() < end);
		parentPort.postMessage(text === 'torn' ? { error: 'torn' } : { file: new TextEncoder().encode(text) });
	});`;

const opened: Printer[] = [];
function printerOf(options: Omit<PrinterOptions, 'program'> = {}) {
	const printer = openPrinter({
		program: () => new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`),
		...options
	});
	opened.push(printer);
	return (text: string, person: string, busy = 0, organization = 'ours', gone?: AbortSignal) =>
		printer.print({ text, busy }, { organization, person }, gone).then(
			(file) => new TextDecoder().decode(file),
			(cause: unknown) => (cause as { code: string }).code
		);
}
afterEach(async () => {
	for (const printer of opened.splice(0)) await printer.close();
});

describe('a printer', () => {
	test('prints one at a time for each person, so that others are not kept waiting', async () => {
		const print = printerOf({ threads: 3 });
		const done: string[] = [];
		const noted = (text: string) => done.push(text);
		const long = [1, 2, 3].map((number) => print(`long ${number}`, 'she', 150).then(noted));
		await Promise.all([...long, print('mine', 'me').then(noted)]);
		expect(done).toEqual(['mine', 'long 1', 'long 2', 'long 3']);
	});

	test('refuses more than may wait, and prints again when they are done', async () => {
		const print = printerOf({ each: 2, all: 3 });
		expect(await Promise.all([1, 2, 3].map((number) => print(String(number), 'she', 30)))).toEqual([
			'1',
			'2',
			'PrinterBusy'
		]);
		expect(await Promise.all(['a', 'b', 'c', 'd'].map((who) => print(who, who, 30)))).toEqual([
			'a',
			'b',
			'c',
			'PrinterBusy'
		]);
		expect(await print('again', 'she')).toBe('again');
	});

	test('leaves a thread to every other organization, whatever one has printed', async () => {
		const print = printerOf({ threads: 2 });
		const done: string[] = [];
		const noted = (text: string) => done.push(text);
		const theirs = ['a', 'b', 'c'].map((who) => print(`theirs ${who}`, who, 200, 'theirs').then(noted));
		await Promise.all([...theirs, print('ours', 'me').then(noted)]);
		expect(done).toEqual(['ours', 'theirs a', 'theirs b', 'theirs c']);
	});

	test('does not print what nobody waits for any more', async () => {
		const print = printerOf({ threads: 1, each: 2 });
		const client = new AbortController();
		const first = print('first', 'she', 200);
		const second = print('second', 'she', 60_000, 'ours', client.signal);
		client.abort();
		expect(await second).toBe('PrinterBusy');
		expect(await Promise.all([first, print('third', 'she')])).toEqual(['first', 'third']);
		expect(await print('late', 'she', 60_000, 'ours', client.signal)).toBe('PrinterBusy');
	});

	test('gives up what takes too long, and goes on with the next', async () => {
		const print = printerOf({ threads: 1, time: 400 });
		expect(await Promise.all([print('endless', 'she', 60_000), print('next', 'me')])).toEqual([
			'PrinterFailed',
			'next'
		]);
		expect(await print('torn', 'she')).toBe('PrinterFailed');
	});

	test('leaves the thread that asks free', async () => {
		const print = printerOf();
		let turns = 0;
		const turning = setInterval(() => turns++, 1);
		await print('long', 'she', 300);
		clearInterval(turning);
		expect(turns).toBeGreaterThan(10);
	});
});
