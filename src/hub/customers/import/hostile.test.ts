import { describe, expect, test } from 'vitest';
import { guessColumns, hasHeadings } from './columns.ts';
import { dataRows, headingsOf, readRow } from './rows.ts';
import { readFile } from './verbs.ts';

/** Reads a file as the import does and tells for how long nobody else was served, in milliseconds. */
async function longestWait(text: string): Promise<number> {
	let longest = 0;
	let last = performance.now();
	const tick = () => {
		longest = Math.max(longest, performance.now() - last);
		last = performance.now();
	};
	const clock = setInterval(tick, 5);
	try {
		const sheet = await readFile(Buffer.from(text)).catch(() => null);
		tick();
		if (!sheet) return longest;
		const headed = hasHeadings(sheet);
		const columns = guessColumns(sheet, headed);
		for (const row of dataRows(sheet, headed).slice(0, 20)) readRow(row, columns, headingsOf(sheet, headed));
		tick();
	} finally {
		clearInterval(clock);
	}
	return longest;
}

const card = (lines: string) => `BEGIN:VCARD\n${lines}FN:Mia\nEND:VCARD\n`;
const marks = '\u0300\u0316'.repeat(30_000);

describe('a file made to keep everybody waiting', () => {
	test.each([
		['a heading that is nearly an address', `name,${'@.'.repeat(20_000)} x\nMia,y\n`],
		['a cell that is nearly an address', `${'@.'.repeat(20_000)} x,Mia\n`],
		['a cell of marks', `name,email\na${marks},x\n`],
		['a heading of marks', `name,a${marks}\nMia,x\n`],
		['a card whose name is marks', card(`FN:a${'\u0300\u0316'.repeat(600_000)}\n`)],
		['nothing but line breaks', `name${'\n'.repeat(2_000_000)}Mia`],
		['a card of very many addresses', card('EMAIL:a@b.example\n'.repeat(200_000))],
		['a card of a very long line', card(`NOTE:x\n${' a\n'.repeat(800_000)}`)]
	])('%s keeps nobody waiting', async (_, text) => {
		expect(await longestWait(text)).toBeLessThan(1000);
	});
});
