import type { Tx } from '#platform/database/database.ts';
import type { Brand, MailSettings } from './schema.ts';

export type BrandRow = Brand & { hasLogo: boolean; portalEnabled: boolean; portalNewCase: boolean };

export async function brandRow(tx: Tx): Promise<BrandRow> {
	const [row] = await tx<[BrandRow]>`
		select name, brand_color as "brandColor", contact_email as "contactEmail", contact_phone as "contactPhone",
			logo_key is not null as "hasLogo", portal_enabled as "portalEnabled",
			portal_new_case as "portalNewCase"
		from organizations where id = (select scope_org())`;
	return row;
}

/** B8: every customer has one link; all of them live while the portal is on. */
export async function countLinks(tx: Tx): Promise<number> {
	const [row] = await tx<[{ links: number }]>`
		select count(*)::int as links from customers where org_id = (select scope_org())`;
	return row.links;
}

export async function updateBrand(
	tx: Tx,
	{ name, brandColor, contactEmail, contactPhone }: Brand
): Promise<void> {
	await tx`update organizations set name = ${name}, brand_color = ${brandColor}, contact_email = ${contactEmail},
		contact_phone = ${contactPhone} where id = (select scope_org())`;
}

export async function updatePortalSwitch(tx: Tx, on: boolean): Promise<void> {
	await tx`update organizations set portal_enabled = ${on} where id = (select scope_org())`;
}

export async function updatePortalNewCase(tx: Tx, may: boolean): Promise<void> {
	await tx`update organizations set portal_new_case = ${may} where id = (select scope_org())`;
}

/** The logo before goes by a trigger (db/migrations/0005), in the same transaction. */
export async function updateLogo(tx: Tx, key: string | null): Promise<void> {
	await tx`update organizations set logo_key = ${key} where id = (select scope_org())`;
}

export async function logoKey(tx: Tx): Promise<string | null> {
	const [row] = await tx<
		{ key: string | null }[]
	>`select logo_key as key from organizations where id = (select scope_org())`;
	return row?.key ?? null;
}

export async function mailSettings(tx: Tx): Promise<MailSettings> {
	const [row] = await tx<[MailSettings]>`
		select mail_signature as signature, postal_address as "postalAddress", mail_reference as "showReference"
		from organizations where id = (select scope_org())`;
	return row;
}

export async function updateMailSettings(
	tx: Tx,
	{ signature, postalAddress, showReference }: MailSettings
): Promise<void> {
	await tx`update organizations set mail_signature = ${signature}, postal_address = ${postalAddress},
		mail_reference = ${showReference} where id = (select scope_org())`;
}
