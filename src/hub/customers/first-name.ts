import { normal } from '#platform/forms/normal.ts';

/** Who wrote first and is known by no name, address or number. */
export const UNKNOWN_SENDER = 'Unknown sender';

/** What is written before names, lower-case and without full stops: it is no name, and a single name after one is the family's. */
const TITLES = new Set(
	(
		'dr dra drs doctor doktor docteur prof profa professor mr mrs ms miss mx sir dame lady lord madam rev hon capt engr ' +
		'sr sra srta señor señora senhor senhora dott sig sigra mme mlle monsieur madame madam herr frau hr ' +
		'fr father sister dipl ing dipl-ing mag د دكتور دكتورة الدكتور الدكتورة أ الأستاذ الأستاذة م السيد السيدة'
	).split(' ')
);

/** What stands behind names after a comma. */
const SUFFIX = /^(jr|sr|junior|senior|ii|iii|iv|esq|phd|md|dds|mba|msc|bsc|ba|ma|rn|cpa|mbe|obe|ll[bm])$/u;

/** Small words that belong to a family's name of one word: "van der Berg". */
const PARTICLES = new Set(
	'van von der den de del della da do dos das di du la le el al bin ben ter zu y'.split(' ')
);

/** What a name of one person does not begin with: "van der Berg", "Mr and Mrs Fitzgerald", "Familie Müller". Ben, Al and Di are names. */
const NO_NAME = new Set(
	'van von der den de del da do dos das zu ter and und et the les los las familie family famille família familia haus house'.split(
		' '
	)
);

/** What a name ends with that is a business's or a day's, and begins with a family's: "Müller GmbH", "Fitzgerald & Sons". */
const NO_PERSON = new Set(
	(
		'gmbh ag kg ohg ug ek ev ltd limited llc llp inc corp plc company sarl sas sa sl slu srl spa lda ltda bv nv ' +
		'sons söhne brothers bros partners partner wedding hochzeit boda casamento mariage'
	).split(' ')
);

/** What was noted behind a name: "(Cork)". */
const NOTE = /(?<=\S)\s*\([^()]*\)\s*$/u;

/** Letters, with what stands inside of names: Anne-Marie, D’Arcy, and the joiners of Persian and the languages of India. */
const NAME = /^\p{L}(?:[\p{L}\p{M}'’ʼʻ·‐‑-]|\u200c|\u200d)*$/u;

/** Scripts in which the family's name comes first, or a name has no spaces: nobody can tell which part is hers. */
const FAMILY_FIRST = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** One letter of a script that has capitals is an initial. */
const INITIAL = /^(\p{Lu}|\p{Ll})\p{M}*$/u;

/** Names of two words in Arabic: عبد الله, أبو بكر, أم كلثوم. */
const ARABIC_FIRST_OF_TWO = new Set('عبد أبو ابو أم ام'.split(' '));

/**
 * What people are called by, for the eyes of strangers: the first name, or null where none can be told. Never an address, a number or what
 * may be a family's name: customers who wrote first are often called by their address, and others "Fitzgerald, Orla", "Dr. Fitzgerald" or
 * "O. Fitzgerald".
 */
export function firstName(name: string): string | null {
	if (name === UNKNOWN_SENDER) return null;
	const [before = [], ...after] = visible(name)
		.replace(NOTE, '')
		.split(/[,،，]/u)
		.map((part) => part.split(/\s+/u).map(bare).filter(Boolean))
		.filter(
			(part, place) => place === 0 || part.length === 0 || !part.every((word) => SUFFIX.test(spelled(word)))
		);
	if (after.length > 1) return null;
	const [behind] = after;
	if (NO_PERSON.has(spelled((behind ?? before).at(-1) ?? ''))) return null;
	const family = before.filter((word) => !PARTICLES.has(spelled(word)));
	if (behind && family.length > 1) return null;
	const words = behind ?? before;
	const start = words.findIndex((word) => !TITLES.has(spelled(word)));
	const [first, second] = start === -1 ? [] : words.slice(start);
	if (!first || NO_NAME.has(spelled(first))) return null;
	// After a title, what is no second name leaves the one before it the family's.
	const isTitled = start > 0 && !behind;
	if (isTitled && (!second || !NAME.test(second) || SUFFIX.test(spelled(second)))) return null;
	if (!NAME.test(first) || INITIAL.test(first) || FAMILY_FIRST.test(first)) return null;
	return ARABIC_FIRST_OF_TWO.has(first) && second && NAME.test(second) ? `${first} ${second}` : first;
}

/** What to greet her by herself: as `firstName`, and the whole of a name in which the family comes first. */
export function nameToGreet(name: string): string | null {
	const whole = visible(name).trim();
	return firstName(name) ?? (FAMILY_FIRST.test(whole) && /^[\p{L}\p{M}\s·]+$/u.test(whole) ? whole : null);
}

/** Her whole name; null: she is called by her address, her number or nothing. */
export const wholeName = (name: string): string | null =>
	name === UNKNOWN_SENDER || /[@\p{N}]/u.test(name) || !/\p{L}/u.test(name) ? null : name;

/** Without what nobody sees, but the joiners that spell words and pictures. */
const visible = (name: string) =>
	normal(name, 'NFC').replace(/(?![\u200c\u200d\s])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '');

/** Without flowers, quotation marks, brackets and full stops around it; empty for a word of nothing else. */
const bare = (word: string) => word.replace(/^[^\p{L}\p{N}@]+|[^\p{L}\p{M}\p{N}@]+$/gu, '');

const spelled = (word: string) => word.toLowerCase().replaceAll('.', '');
