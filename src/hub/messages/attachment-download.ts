import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { notFound } from '#hub/errors.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { inSeconds, sign, verify, type Claims } from '#platform/signing/signing.ts';
import { findMemberAttachment, findPortalAttachment, type AttachmentFile } from './attachment-sql.ts';

/** Seconds that a file's address lives: enough for a slow phone to follow a redirect. */
const LIFE = 45;
const PORTAL = 'portal-attachment';
const DESK = 'desk-attachment';

function address({ secrets }: Instance, purpose: string, key: string, more: Claims['more']): string {
	return `/files/${sign(secrets.derive, { method: 'GET', purpose, key, expires: inSeconds(LIFE), more })}`;
}

const inPortal = ({ database }: Instance, tokenHash: Buffer, attachmentId: string) =>
	database.transaction(
		'hub_customer',
		{},
		(tx) => findPortalAttachment(tx, tokenHash, attachmentId),
		'read only'
	);

/** A short-lived address of what came with a message. null: no such portal, it is off, or the file is not hers. */
export async function attachmentAsCustomer(
	instance: Instance,
	token: string,
	attachmentId: string
): Promise<string | null> {
	if (!isUuid(attachmentId)) return null;
	const hash = hashPortalToken(token);
	const found = await inPortal(instance, hash, attachmentId);
	return (
		found &&
		address(instance, PORTAL, found.key, { attachment: attachmentId, link: hash.toString('base64url') })
	);
}

/** The same for a member. Throws `not-found`. */
export async function attachmentAsMember(
	instance: Instance,
	actor: Member,
	attachmentId: string
): Promise<string> {
	const found = isUuid(attachmentId)
		? await asMember(instance.database, actor, (tx) => findMemberAttachment(tx, actor.personId, attachmentId))
		: null;
	if (!found) throw notFound('This file');
	const more = { attachment: attachmentId, org: actor.orgId, person: actor.personId };
	return address(instance, DESK, found.key, more);
}

/**
 * The gate of `/files/<signed>` for attachments, asked at every use: the signature holds, the attachment is still there with the
 * very object that was signed, and whoever it was signed for may still have it. null: no, or it signs something else.
 */
export async function signedAttachment(instance: Instance, signed: string): Promise<AttachmentFile | null> {
	const { secrets, database } = instance;
	const portal = verify(secrets.derive, signed, { method: 'GET', purpose: PORTAL });
	if (portal) {
		const { attachment = '', link = '' } = portal.more;
		const found = isUuid(attachment)
			? await inPortal(instance, Buffer.from(link, 'base64url'), attachment)
			: null;
		return found?.key === portal.key ? found : null;
	}
	const desk = verify(secrets.derive, signed, { method: 'GET', purpose: DESK });
	const { attachment = '', org = '', person = '' } = desk?.more ?? {};
	if (!desk || ![attachment, org, person].every(isUuid)) return null;
	const found = await database.transaction(
		'hub_member',
		{ org, person },
		(tx) => findMemberAttachment(tx, person, attachment),
		'read only'
	);
	return found?.key === desk.key ? found : null;
}
