import { z } from 'zod';
import {
	isUuid,
	line,
	optionalAddress,
	optionalLine,
	paragraph,
	searched,
	uuid
} from '#platform/forms/text.ts';
import { phoneDigits } from './phone.ts';

const phone = optionalLine('The phone number', 40).refine(
	(text) => text === null || phoneDigits(text).length >= 3,
	{ message: 'The phone number needs at least three digits.' }
);

/** B10: a language tag that Intl knows by name (BCP 47), in its canonical form; empty is null: the business's own. */
const locale = optionalLine('The language', 35)
	.refine((text) => text === null || canonicalTag(text) !== null, {
		message: 'The language is not one we know. It should be a tag such as en or pt-BR.'
	})
	.transform((text) => (text === null ? null : canonicalTag(text)));

let languages: Intl.DisplayNames | null = null;

function canonicalTag(text: string): string | null {
	try {
		languages ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
		const [tag = null] = Intl.getCanonicalLocales(text);
		return tag !== null && languages.of(tag) !== undefined ? tag : null;
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}

/** What a person may say about a customer. Nothing else of the row can be set from outside. */
const details = {
	name: line('The name', 200),
	email: optionalAddress(),
	phone,
	address: paragraph('The address', 500).transform((text) => text || null),
	locale
};

/** The button "Add anyway" or "Save anyway": the duplicates that were shown are meant. */
const anyway = z
	.literal('yes', { error: 'This answer is not known.' })
	.optional()
	.transform((text) => text === 'yes');

export const customerDetails = z.strictObject(details);
export type CustomerDetails = z.output<typeof customerDetails>;

export const addition = z.strictObject({ ...details, anyway });
export type Addition = z.output<typeof addition>;

/** `version` names the state of the record that the form was filled from, so that nobody's change is lost unseen. */
export const change = z.strictObject({
	...details,
	anyway,
	id: uuid(),
	version: z
		.string({ error: 'The version is missing.' })
		.regex(/^[A-Za-z0-9_-]{22}$/, 'The version is not valid.')
});
export type Change = z.output<typeof change>;

/** A page of the list, as its address says it. Whatever is not understood is left out: a list is never an error page. */
export type ListRequest = {
	query: string;
	sort: 'name' | 'newest';
	/** The customer after or before whom the page stands. */
	after: string | null;
	before: string | null;
};

export function listRequest(address: URLSearchParams): ListRequest {
	const edge = (name: string) => {
		const id = address.get(name) ?? '';
		return isUuid(id) ? id : null;
	};
	return {
		query: searched(address),
		sort: address.get('sort') === 'newest' ? 'newest' : 'name',
		after: edge('after'),
		before: edge('after') ? null : edge('before')
	};
}

/** An address or number from a merge that is to go. */
export const furtherContact = z.strictObject({
	kind: z.enum(['email', 'phone']),
	shown: line('The address or number', 254)
});
