const LETTER = /\p{L}/u;

/** What people are called by: the first word with a letter in it, since some begin their name with an emoji. */
export const firstName = (name: string): string =>
	name
		.trim()
		.split(/\s+/u)
		.find((word) => LETTER.test(word)) ?? name;
