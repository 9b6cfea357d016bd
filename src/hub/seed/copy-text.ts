import type { Value } from './plan.ts';

const CHUNK = 256 * 1024;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Rows in the text format of COPY (PostgreSQL's manual, COPY, "Text Format"), in chunks. */
export function* copyText(rows: Iterable<Value[]>): Generator<string> {
	let chunk = '';
	for (const row of rows) {
		chunk += `${row.map(field).join('\t')}\n`;
		if (chunk.length < CHUNK) continue;
		yield chunk;
		chunk = '';
	}
	if (chunk) yield chunk;
}

function field(value: Value): string {
	if (value === null) return '\\N';
	if (typeof value === 'number') return String(value);
	if (value instanceof Date) return value.toISOString();
	if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
	return value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
