import { invalid } from '#hub/errors.ts';

const spreadsheet = 'This is a spreadsheet. Save it as CSV (in Excel: "CSV UTF-8") and choose that file.';

/** How files begin that are no text, and what to say of them. */
const notText: [number[], string][] = [
	[[0x50, 0x4b, 0x03, 0x04], spreadsheet],
	[[0xd0, 0xcf, 0x11, 0xe0], spreadsheet],
	[[0x25, 0x50, 0x44, 0x46], 'This is a PDF. Save the list as CSV and choose that file.']
];

const begins = (bytes: Uint8Array, start: number[]) => start.every((byte, at) => bytes[at] === byte);

/**
 * A file's text, by its byte order mark, else UTF-8 or UTF-16 when it is that, else Windows-1252, which Excel writes in western
 * Europe. Throws `invalid` for a file that is empty or no text.
 */
export function decodeText(bytes: Uint8Array): string {
	for (const [start, sentence] of notText)
		if (begins(bytes, start)) throw invalid({ file: sentence }, sentence);
	const encoding = encodingOf(bytes);
	const text = encoding === 'windows-1252' ? decodeWestern(bytes) : new TextDecoder(encoding).decode(bytes);
	if (!text.trim()) throw invalid({ file: 'This file is empty.' }, 'This file is empty.');
	if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) {
		const sentence = 'This is not a text file. Choose a CSV or vCard file.';
		throw invalid({ file: sentence }, sentence);
	}
	return text;
}

/** What Windows-1252 has where Latin-1 has control characters, 0x80 to 0x9f. */
const western = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Windows-1252. Node 20's own decoder of that name reads Latin-1. */
export const decodeWestern = (bytes: Uint8Array) =>
	Buffer.from(bytes)
		.toString('latin1')
		.replace(/[\u0080-\u009f]/g, (char) => western[char.charCodeAt(0) - 0x80] ?? char);

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' {
	if (begins(bytes, [0xff, 0xfe])) return 'utf-16le';
	if (begins(bytes, [0xfe, 0xff])) return 'utf-16be';
	const sample = bytes.subarray(0, 2000);
	const zeros = [0, 1].map((odd) => sample.filter((byte, at) => byte === 0 && at % 2 === odd).length);
	const [high = 0, low = 0] = zeros;
	// Of every other byte of western text in UTF-16 most are zero; text in any other encoding has none.
	if (low > sample.length / 4) return 'utf-16le';
	if (high > sample.length / 4) return 'utf-16be';
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return 'utf-8';
	} catch (error) {
		if (error instanceof TypeError) return 'windows-1252';
		throw error;
	}
}
