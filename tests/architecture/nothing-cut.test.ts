import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const sources = resolve(import.meta.dirname, '../../src');

it('nothing that is pasted into a box of several lines is cut: what is too long is refused in words', () => {
	const boxes = readdirSync(sources, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.svelte'))
		.flatMap((file) =>
			readFileSync(join(sources, file), 'utf8')
				.split(/(?=<textarea\b)/i)
				.slice(1)
				.map((box) => ({ file, attributes: box.slice(0, box.search(/\/>|<\/textarea/i)) }))
		);
	expect(boxes.length).toBeGreaterThan(10);
	expect(boxes.filter(({ attributes }) => attributes.includes('maxlength')).map(({ file }) => file)).toEqual(
		[]
	);
});
