/**
 * The answers of an S3 server are flat lists of elements without attributes that matter, so they are read by element name
 * (S3 API reference: Error, ListObjects, GetBucketVersioning).
 */
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decode(text: string): string {
	return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(lt|gt|quot|apos|amp));/gi, (_, hex, decimal, name) =>
		name
			? (ENTITIES[String(name).toLowerCase()] ?? '')
			: String.fromCodePoint(parseInt(hex ?? decimal, hex ? 16 : 10))
	);
}

/** The text of the first element of that name, or null. */
export function textOf(xml: string, element: string): string | null {
	const match = new RegExp(`<${element}(?:\\s[^>]*)?>([^<]*)</${element}>`).exec(xml);
	return match ? decode(match[1] ?? '') : null;
}

/** The insides of every element of that name. */
export function insidesOf(xml: string, element: string): string[] {
	return [...xml.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?>(.*?)</${element}>`, 'gs'))].map(
		(m) => m[1] ?? ''
	);
}
