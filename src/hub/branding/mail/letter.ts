import type { Language } from '#hub/texts/language.ts';
import { htmlOf } from './html.ts';
import { textOf } from './text.ts';

/** What every mail to a customer shows of the business. */
export type MailBrand = {
	name: string;
	/** `#rrggbb` */
	color: string;
	/** Where the HTML finds the logo: `cid:…` in a mail, `data:…` in a preview; null: there is none. */
	logo: string | null;
	postalAddress: string | null;
	contactPhone: string | null;
};

/** A mail before it is written out: what is said comes first, who says it after, the rest is small (DESIGN, Mail). */
export type Letter = {
	brand: MailBrand;
	/** Of our own words; what people wrote has the direction of its own, paragraph by paragraph. */
	language: Language;
	/** Plain text, as it was written. */
	body: string;
	/** What a notice is about, one line each. */
	items?: { name: string; detail: string | null }[];
	/** The one thing to press, where there is one. */
	button?: { label: string; href: string } | null;
	/** Plain text below the button. */
	after?: string;
	/** Plain text, as set in Settings; empty: the business's name alone. */
	signature: string;
	/** S21: only while the portal is on. Put in when the mail leaves, and stored nowhere (D4). */
	portalLink: string | null;
	/** W5: `YS-000123`, when the business wants it shown. */
	reference: string | null;
};

/** The Content-ID of the logo within a mail. */
export const LOGO_ID = 'logo@customer-hub';

/** Writes the two parts of a mail, either of which says everything. */
export const writeLetter = (letter: Letter): { text: string; html: string } => ({
	text: textOf(letter),
	html: htmlOf(letter)
});

/** What stands in the small print, in order: both parts say the same. */
export function smallPrint({ brand, reference, language }: Letter): {
	reference: string | null;
	sender: string;
} {
	const address = brand.postalAddress?.replace(/\s*\n\s*/g, ', ') ?? null;
	return {
		reference: reference && language.texts.mail.reference({ number: reference }),
		sender: [brand.name, address, brand.contactPhone].filter(Boolean).join(' · ')
	};
}
