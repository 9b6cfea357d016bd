import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { inSeconds, sign, verify, type Claims } from '#platform/signing/signing.ts';
import {
	countDownload,
	findDownload,
	findKey,
	findMemberFile,
	findPortalFile,
	findPortalThumbnail,
	findThumbnail,
	type DocumentFile,
	type Thumbnail
} from './sql.ts';
import type { Which } from './verbs.ts';

/** Seconds that a file's address lives: enough for a slow phone to follow a redirect. */
const LIFE = 45;
const PORTAL = 'portal-file';
const DESK = 'desk-file';

const what = 'This file';

/** Signed for GET; a HEAD asks for less of the same. The claims hold no secret: a token's hash opens no portal. */
function address({ secrets }: Instance, purpose: string, key: string, more: Claims['more']): string {
	return `/files/${sign(secrets.derive, { method: 'GET', purpose, key, expires: inSeconds(LIFE), more })}`;
}

/**
 * S2: a customer's tap. Counts it as opened and downloaded, but for one by the business itself (`isOwn`), and answers with the file's
 * short-lived address. null for an unknown token, a portal that is off and another's document alike, which nobody can tell apart.
 */
export async function downloadAsCustomer(
	instance: Instance,
	token: string,
	documentId: string,
	{ isOwn }: { isOwn: boolean }
): Promise<string | null> {
	if (!isUuid(documentId)) return null;
	const hash = hashPortalToken(token);
	const key = await instance.database.transaction('hub_customer', {}, (tx) =>
		isOwn ? findDownload(tx, hash, documentId) : countDownload(tx, hash, documentId)
	);
	return key && address(instance, PORTAL, key, { document: documentId, link: hash.toString('base64url') });
}

/** A member's own download, which the customer's marks do not count. Throws `not-found`. */
export async function downloadAsMember(
	instance: Instance,
	actor: Member,
	{ customerId, documentId }: Which
): Promise<string> {
	if (!isUuid(customerId) || !isUuid(documentId)) throw notFound(what);
	const key = await asMember(instance.database, actor, (tx) =>
		findKey(tx, actor.orgId, customerId, documentId)
	);
	if (!key) throw notFound(what);
	return address(instance, DESK, key, { document: documentId, org: actor.orgId, person: actor.personId });
}

/**
 * The gate of `/files/<signed>`, asked at every use: the signature holds, the document is still there with the very object
 * that was signed, and whoever it was signed for may still have it (portal on and link not replaced; still a member).
 * Throws `not-found`, whichever it is.
 */
export async function signedFile(instance: Instance, signed: string): Promise<DocumentFile> {
	const found = (await portalFile(instance, signed)) ?? (await deskFile(instance, signed));
	if (!found) throw notFound(what);
	return found;
}

async function portalFile({ secrets, database }: Instance, signed: string): Promise<DocumentFile | null> {
	const claims = verify(secrets.derive, signed, { method: 'GET', purpose: PORTAL });
	const { document = '', link = '' } = claims?.more ?? {};
	if (!claims || !isUuid(document)) return null;
	return database.transaction(
		'hub_customer',
		{},
		(tx) => findPortalFile(tx, Buffer.from(link, 'base64url'), document, claims.key),
		'read only'
	);
}

async function deskFile({ secrets, database }: Instance, signed: string): Promise<DocumentFile | null> {
	const claims = verify(secrets.derive, signed, { method: 'GET', purpose: DESK });
	const { document = '', org = '', person = '' } = claims?.more ?? {};
	if (!claims || ![document, org, person].every(isUuid)) return null;
	return database.transaction(
		'hub_member',
		{ org, person },
		(tx) => findMemberFile(tx, org, person, document, claims.key),
		'read only'
	);
}

/** The thumbnail that a customer's page shows; null as `downloadAsCustomer`, and when the document has none. */
export async function thumbnailForCustomer(
	{ database }: Instance,
	token: string,
	documentId: string
): Promise<Thumbnail | null> {
	if (!isUuid(documentId)) return null;
	return database.transaction(
		'hub_customer',
		{},
		(tx) => findPortalThumbnail(tx, hashPortalToken(token), documentId),
		'read only'
	);
}

/** The thumbnail that the panel shows. Throws `not-found`. */
export async function thumbnailForMember(tx: Tx, actor: Member, which: Which): Promise<Thumbnail> {
	const { customerId, documentId } = which;
	if (!isUuid(customerId) || !isUuid(documentId)) throw notFound(what);
	const found = await findThumbnail(tx, actor.orgId, customerId, documentId);
	if (!found) throw notFound(what);
	return found;
}
