import {
	hashPortalToken,
	newPortalToken,
	openPortalToken,
	portalLink,
	sealPortalToken,
	UnreadableToken,
	PORTAL_TOKEN_PURPOSE
} from '#hub/customers/portal-token.ts';
import { forbidden, notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import type { Instance } from '#platform/instance.ts';
import { canResetPortalLink, canSharePortal } from './policy.ts';
import { replaceToken, sealedToken } from './sql.ts';

/** What an instance must know to show a link. */
export type LinkKeeper = Pick<Instance, 'config' | 'secrets'>;

/** Whether the organization's portal is on at all, and the customer's link. */
export type PortalShare = { on: boolean; link: string | null };

/**
 * What Share portal has to share (S21, S22). `link` is null while the portal is off, when the member may not share it, or when
 * the link cannot be shown again since the instance key changed, so that there is nothing to press but Reset link. Throws not
 * found for a stranger's customer.
 */
export async function portalShareOf(
	{ config, secrets }: LinkKeeper,
	tx: Tx,
	actor: Member,
	customerId: string
): Promise<PortalShare> {
	const found = isUuid(customerId) ? await sealedToken(tx, customerId) : null;
	if (!found) throw notFound('This customer');
	const on = found.portalEnabled;
	if (!on || !canSharePortal(actor.role)) return { on, link: null };
	const owner = { orgId: actor.orgId, customerId };
	try {
		const token = openPortalToken(secrets.derive(PORTAL_TOKEN_PURPOSE), owner, found.sealed);
		return { on, link: portalLink(config.origin, token) };
	} catch (cause) {
		if (cause instanceof UnreadableToken) return { on, link: null };
		throw cause;
	}
}

/** D4: gives the customer a new link; every old one, those from merges too, answers 404 from the commit on. Throws forbidden, not found. */
export async function resetPortalLink(
	{ secrets }: Pick<Instance, 'secrets'>,
	tx: Tx,
	actor: Member,
	customerId: string
): Promise<void> {
	if (!canResetPortalLink(actor.role))
		throw forbidden(
			'You can look at customers, but not change their links. Ask an owner or admin for another role.'
		);
	const token = newPortalToken();
	const owner = { orgId: actor.orgId, customerId };
	const sealed = sealPortalToken(secrets.derive(PORTAL_TOKEN_PURPOSE), owner, token);
	if (!isUuid(customerId) || !(await replaceToken(tx, customerId, hashPortalToken(token), sealed)))
		throw notFound('This customer');
}
