import { compile, type Compiled } from './compile.ts';
import type { LanguageCode } from './feature.ts';
import deletion from './deletion/index.ts';
import deletionMail from './deletion-mail/index.ts';
import files from './files/index.ts';
import gone from './gone/index.ts';
import language from './language/index.ts';
import letters from './letters/index.ts';
import lost from './lost/index.ts';
import lostLinkMail from './lost-link-mail/index.ts';
import loyalty from './loyalty/index.ts';
import mail from './mail/index.ts';
import messages from './messages/index.ts';
import newFileMail from './new-file-mail/index.ts';
import next from './next/index.ts';
import page from './page/index.ts';
import paper from './paper/index.ts';
import preferences from './preferences/index.ts';
import privacy from './privacy/index.ts';
import quotes from './quotes/index.ts';
import receipts from './receipts/index.ts';
import refusals from './refusals/index.ts';
import recommended from './recommended/index.ts';
import refer from './refer/index.ts';
import takeout from './takeout/index.ts';

/** Every word that a customer reads and that we wrote, by the card, page or mail that it stands on. */
export const features = {
	deletion,
	deletionMail,
	files,
	gone,
	language,
	letters,
	lost,
	lostLinkMail,
	loyalty,
	mail,
	messages,
	newFileMail,
	next,
	page,
	paper,
	preferences,
	privacy,
	quotes,
	receipts,
	refusals,
	recommended,
	refer,
	takeout
};

type Features = typeof features;
export type Texts = { readonly [Name in keyof Features]: Compiled<Features[Name]['en']> };

const made = new Map<LanguageCode, Texts>();

/** All texts of a language. They are compiled when it is asked for first. */
export function textsOf(code: LanguageCode): Texts {
	let texts = made.get(code);
	if (!texts) {
		const entries = Object.entries(features).map(([name, feature]) => [name, compile(feature[code], code)]);
		made.set(code, (texts = Object.fromEntries(entries) as Texts));
	}
	return texts;
}
