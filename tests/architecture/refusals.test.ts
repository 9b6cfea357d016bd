import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readFields } from '#platform/forms/forms.ts';

const source = join(import.meta.dirname, '../../src');

/** Every schema of a form that the business exports, by its file and name. */
async function schemas(): Promise<[name: string, schema: z.ZodType][]> {
	const found: [string, z.ZodType][] = [];
	const files = (await readdir(join(source, 'hub'), { recursive: true })).filter(
		(file) => file.endsWith('.ts') && !file.endsWith('.test.ts')
	);
	for (const file of files.sort()) {
		if (!/export const \w+ = z\s*\.strictObject\(/.test(await readFile(join(source, 'hub', file), 'utf8')))
			continue;
		const module = (await import(join(source, 'hub', file))) as Record<string, unknown>;
		for (const [name, schema] of Object.entries(module))
			if (schema instanceof z.ZodType) found.push([`${file} ${name}`, schema]);
	}
	return found;
}

/** What nobody's browser sends, and what everybody's does. */
const wrong = [
	undefined,
	'',
	' ',
	'x',
	'a\nb',
	'\0',
	'\ud800',
	'é'.repeat(200_000),
	'-1',
	'1e9',
	'99999999999999999999'
];

/** Words of the library's own, and of labels that do not fit the sentence around them. */
const notOurs = /\b(Invalid|expected|received|undefined|NaN|pattern|Too (big|small)|Unrecognized)\b/;
const ungrammatical = /^(What|How)\b.* (is|has|can|must)\b|\b(preferences|letters|terms|words) (is|has)\b/;
/** A landing page reads codes and says them in the friend's language (src/hub/texts/recommended). */
const inItsOwnWords = ['referrals/schema.ts friendForm'];

describe('what a form is refused with', () => {
	it('is a sentence of ours, whatever is sent, for every schema', async () => {
		const all = await schemas();
		expect(all.length).toBeGreaterThan(40);
		const odd = new Set<string>();
		for (const [name, schema] of all) {
			const fields = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
			const forms = [
				{},
				{ nobodyKnows: 'x' },
				...wrong.map((value) => Object.fromEntries(fields.map((field) => [field, value])))
			];
			for (const form of forms) {
				const read = readFields(schema, form);
				if (read.ok || inItsOwnWords.includes(name)) continue;
				for (const [field, sentence] of Object.entries(read.errors))
					if (
						!/^["“\p{Lu}].*[.?!]$/su.test(sentence) ||
						notOurs.test(sentence) ||
						ungrammatical.test(sentence)
					)
						odd.add(`${name} ${field}: ${sentence.slice(0, 200)}`);
			}
		}
		expect([...odd]).toEqual([]);
	});
});
