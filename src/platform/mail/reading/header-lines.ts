/** A mail's header lines in their order, `key` in lower case, `line` as it came with its name and folding. */
export type HeaderLines = readonly { key: string; line: string }[];

/** The values of a header, unfolded, the topmost first. */
export const valuesOf = (lines: HeaderLines, name: string): string[] =>
	lines
		.filter(({ key }) => key === name)
		.map(({ line }) =>
			line
				.slice(line.indexOf(':') + 1)
				.replace(/\r?\n[ \t]*/g, ' ')
				.trim()
		);

/** The topmost value; null: there is no such header. */
export const valueOf = (lines: HeaderLines, name: string): string | null => valuesOf(lines, name)[0] ?? null;

/** Reads header lines out of a text, such as the block that a bounce quotes. Ends at the first empty line. */
export function headerLines(text: string): HeaderLines {
	const [head = ''] = text.replace(/^(?:\r?\n)+/, '').split(/\r?\n\r?\n/, 1);
	return head
		.split(/\r?\n(?![ \t])/)
		.filter((line) => /^[!-9;-~]+:/.test(line))
		.map((line) => ({ key: line.slice(0, line.indexOf(':')).toLowerCase(), line }));
}

/** What stands in angle brackets, brackets included: Message-IDs (RFC 5322, 3.6.4). At most 100, each at most 998 long. */
export const messageIds = (value: string | null): string[] =>
	[...new Set(value?.slice(0, 100_000).match(/<[^<>\s]{1,996}>/g) ?? [])].slice(-100);
