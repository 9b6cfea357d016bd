import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { writeCsv } from './csv.ts';

const read = (text: string) => parse(text, { bom: true }) as string[][];

describe('a CSV file for people', () => {
	test('holds no cell that a spreadsheet would run', () => {
		const cells = [
			'=1+1',
			'+49 170',
			'-2',
			'@SUM(A1)',
			'\t=1',
			'\r=1',
			' =1',
			'\n=HYPERLINK("http://evil")',
			'＝1+1',
			'＋1',
			'－1',
			'＠SUM(A1)',
			'plain',
			''
		];
		const [row = []] = read(writeCsv([cells]));
		for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
		expect(row[0]).toBe("'=1+1");
		expect(row.slice(-2)).toEqual(['plain', '']);
	});

	test('comes back as it was, the apostrophes aside', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
				(rows) => {
					const back = read(writeCsv(rows));
					expect(
						back.map((row) =>
							row.map((cell, at) => cell.length - (rows[back.indexOf(row)]?.[at]?.length ?? 0))
						)
					).toEqual(rows.map((row) => row.map((cell) => (/^\s*[=+\-@\t\r＝＋－＠]/.test(cell) ? 1 : 0))));
				}
			)
		);
	});

	test(`neutralizes every naughty string${withoutCorpora}`, () => {
		for (const text of naughtyStrings())
			for (const cell of read(writeCsv([[text, 'x']])).flat()) expect(cell).not.toMatch(/^\s*[=+\-@]/);
	});
});
