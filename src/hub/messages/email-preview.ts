import { writeLetter, type MailBrand } from '#hub/branding/mail/letter.ts';
import { caseNumber } from '#hub/inquiries/case-number.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { languageOf } from '#hub/texts/language.ts';
import type { Instance } from '#platform/instance.ts';
import { brandForMail, signatureOf } from './email-brand.ts';
import { nameOfPerson, organizationMail } from './email-sql.ts';

/** What is being typed in Settings and not saved yet; null: as it is. */
export type TypedMail = {
	name: string | null;
	brandColor: string | null;
	signature: string | null;
	postalAddress: string | null;
	showReference: boolean | null;
};

/**
 * A mail exactly as it would leave now, with made-up words and a link that opens nothing: the same renderer, the same
 * signature. The logo is inside the HTML itself.
 */
export async function previewMail(
	instance: Pick<Instance, 'config' | 'database' | 'storage'>,
	actor: Member,
	typed: TypedMail
): Promise<{ text: string; html: string }> {
	const [organization, author] = await asMember(instance.database, actor, (tx) =>
		Promise.all([organizationMail(tx), nameOfPerson(tx, actor.personId)])
	);
	const { brand, logo } = await brandForMail(instance, organization);
	const bytes = logo[0]?.content;
	const shown: MailBrand = {
		...brand,
		name: typed.name || brand.name,
		color: typed.brandColor ?? brand.color,
		postalAddress: typed.postalAddress === null ? brand.postalAddress : typed.postalAddress || null,
		logo: Buffer.isBuffer(bytes) ? `data:image/png;base64,${bytes.toString('base64')}` : null
	};
	const signature = typed.signature ?? organization.signature;
	return writeLetter({
		brand: shown,
		language: languageOf(organization.locale),
		body: 'Dear Alex,\n\nthank you for your message. Friday at ten is free, and I have written your name down.\n\nSee you then!',
		signature: signatureOf({ signature }, author),
		portalLink: organization.portalEnabled ? `${instance.config.origin}/c/…` : null,
		reference:
			(typed.showReference ?? organization.showReference) ? caseNumber(organization.casePrefix, 123) : null
	});
}
