import { Readable } from 'node:stream';
import { forbidden, HubError, invalid } from '#hub/errors.ts';
import { receive } from '#hub/objects/arrivals.ts';
import { removeAtOnce } from '#hub/objects/departures.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { processLogo, type Square } from '#platform/images/pictures.ts';
import type { Instance } from '#platform/instance.ts';
import { canChangeBranding } from './policy.ts';
import { LOGO_LIMIT, type Brand, type MailSettings } from './schema.ts';
import * as sql from './sql.ts';

function mustChange(actor: Member): void {
	if (!canChangeBranding(actor.role))
		throw forbidden('Only owners and admins may change how the business looks.');
}

/** The brand as it is, whether the portal is on, and how many links that concerns (B8). */
export async function findBranding(tx: Tx, actor: Member) {
	const [brand, links, mail] = await Promise.all([
		sql.brandRow(tx),
		sql.countLinks(tx),
		sql.mailSettings(tx)
	]);
	return { brand, links, mail, mayChange: canChangeBranding(actor.role) };
}

/** Changes name, colour and contact. Throws forbidden. */
export async function changeBrand(tx: Tx, actor: Member, brand: Brand): Promise<void> {
	mustChange(actor);
	await sql.updateBrand(tx, brand);
}

/** W5: how mail to customers ends. Throws forbidden. */
export async function changeMail(tx: Tx, actor: Member, settings: MailSettings): Promise<void> {
	mustChange(actor);
	await sql.updateMailSettings(tx, settings);
}

/** S21, B8: off takes effect with the commit: pages, signed files and pictures answer 404 from then on. On again, the same links work. */
export async function switchPortal(tx: Tx, actor: Member, on: boolean): Promise<void> {
	mustChange(actor);
	await sql.updatePortalSwitch(tx, on);
}

/** Whether a customer without an open case may start one from her portal. Throws forbidden. */
export async function letCustomersBegin(tx: Tx, actor: Member, may: boolean): Promise<void> {
	mustChange(actor);
	await sql.updatePortalNewCase(tx, may);
}

/**
 * Keeps an uploaded picture as the logo, re-encoded, so that nothing of the file but its pixels stays; of `square` alone, if one was
 * chosen. Throws forbidden, and
 * invalid when it is too large or no picture.
 */
export async function changeLogo(
	instance: Instance,
	actor: Member,
	file: AsyncIterable<Uint8Array>,
	square: Square | null = null
): Promise<void> {
	mustChange(actor);
	const picture = await processLogo(await readPicture(file), square);
	if (!picture)
		throw invalid({ file: 'This is not a picture that can be read. Use a PNG, JPEG or WebP file.' });
	const begin = <T>(work: (tx: Tx) => Promise<T>) => asMember(instance.database, actor, work);
	const old = await begin(sql.logoKey);
	await receive(
		instance,
		{ orgId: actor.orgId, begin, source: Readable.from([picture.bytes]) },
		(tx, { key }) => sql.updateLogo(tx, key)
	);
	if (old) await removeAtOnce(instance, actor.orgId, [old]);
}

/** Takes the logo away; its object goes at once. Throws forbidden. */
export async function removeLogo(instance: Instance, actor: Member): Promise<void> {
	mustChange(actor);
	const old = await asMember(instance.database, actor, async (tx) => {
		const key = await sql.logoKey(tx);
		await sql.updateLogo(tx, null);
		return key;
	});
	if (old) await removeAtOnce(instance, actor.orgId, [old]);
}

/** The logo's object, for showing it at the desk; null: there is none. */
export const findLogo = (tx: Tx): Promise<string | null> => sql.logoKey(tx);

async function readPicture(file: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of file) {
		size += chunk.byteLength;
		if (size > LOGO_LIMIT)
			throw new HubError('too-large', 'The picture is larger than 10 MB.', {
				file: 'The picture is larger than 10 MB. Use a smaller one.'
			});
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
