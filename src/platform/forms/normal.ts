/** Marks in a row that are kept: no written language has as many (UAX #15, "Stream-Safe Text Format", draws the same line). */
const LONGEST_RUN = 30;

/** Marks, and the two halfwidth kana signs that become marks. */
const OVERLONG = new RegExp(`([\\p{M}\\uff9e\\uff9f]{${LONGEST_RUN}})[\\p{M}\\uff9e\\uff9f]+`, 'gu');

/**
 * Text in one of Unicode's normal forms, less the marks of a run beyond what any language has. Putting a run of marks in order
 * takes time with the square of its length: 128,000 of them, in one field of a form, held the process for three seconds.
 * Whatever comes from outside is normalized here and nowhere else.
 */
export const normal = (text: string, form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string =>
	text.replace(OVERLONG, '$1').normalize(form);
