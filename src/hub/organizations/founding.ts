import { conflict, HubError } from '#hub/errors.ts';
import { countAttempts } from '#hub/people/limits.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import { linkGone } from '#hub/people/password-links.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import type { Client, Opened } from '#hub/people/sign-in.ts';
import { openSession } from '#hub/people/sql.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import type { Tx } from '#platform/database/database.ts';
import { normal } from '#platform/forms/normal.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { newInboundAddress } from './inbound-address.ts';
import type { FoundingInput } from './schema.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'config' | 'database' | 'secrets'>;

/** `currency` is ISO 4217, `locale` a BCP 47 tag, `timeZone` of the IANA list. */
export type NewOrganization = {
	name: string;
	industry: string;
	currency: string;
	locale: string;
	timeZone: string;
};

/** `passwordHash` null: she sets one by a link. `mayExist`: somebody with this address becomes the owner as she is. */
export type NewOwner = { email: string; name: string; passwordHash: string | null; mayExist: boolean };

export type Founded = { orgId: string; personId: string; memberId: string };

/**
 * An organization with its first owner, for the set-up link, open sign-up and the `hub` command alike. Runs in a
 * transaction without a scope (asVisitor, or asWorker of null). null: the address belongs to somebody and `mayExist` is false.
 */
export function foundOrganization(
	hub: Pick<Instance, 'config'>,
	tx: Tx,
	organization: NewOrganization,
	owner: NewOwner
): Promise<Founded | null> {
	const inboundAddress = newInboundAddress(hub.config.origin);
	return sql.foundOrganization(
		tx,
		{ ...organization, casePrefix: casePrefix(organization.name), inboundAddress },
		{ ...owner, emailNormalized: normalizeAddress(owner.email) }
	);
}

/** W2: two to four capitals from the initials ("Studio Lumi": SL), else from the beginning of the name, else CH. */
export function casePrefix(name: string): string {
	const words =
		normal(name, 'NFD')
			.toUpperCase()
			.match(/[A-Z]+/g) ?? [];
	const initials = words
		.map((word) => word.charAt(0))
		.join('')
		.slice(0, 4);
	if (initials.length >= 2) return initials;
	return words[0] && words[0].length >= 2 ? words[0].slice(0, 2) : 'CH';
}

export const isFounded = (hub: Pick<Instance, 'database'>): Promise<boolean> =>
	asVisitor(hub.database, sql.isFounded);

/** Whether the link may still found the first organization. Changes nothing. */
export const setupLinkWorks = (hub: Pick<Instance, 'database'>, token: string): Promise<boolean> =>
	asVisitor(hub.database, (tx) => sql.setupLink(tx, hashToken(token)));

/** Founds the first organization by the printed link, once, and signs its owner in. Throws `conflict`, `too-many`. */
export async function setUp(hub: Hub, token: string, input: FoundingInput, from: Client): Promise<Opened> {
	await countAttempts(hub, [['one-time link from a network', from.network]]);
	if (!(await setupLinkWorks(hub, token))) throw linkGone();
	return found(hub, input, from, async (tx) => {
		if (!(await sql.useSetupLink(tx, hashToken(token)))) throw linkGone();
	});
}

/** SIGNUP=open: anybody founds an organization and is signed in. Throws `forbidden` when it is closed, `conflict`, `too-many`. */
export async function signUp(hub: Hub, input: FoundingInput, from: Client): Promise<Opened> {
	if (hub.config.signup !== 'open')
		throw new HubError('forbidden', 'Nobody can sign up here by herself. Ask for an invitation.');
	await countAttempts(hub, [['sign-up from a network', from.network]]);
	return found(hub, input, from, async () => undefined);
}

async function found(
	hub: Hub,
	input: FoundingInput,
	from: Client,
	admit: (tx: Tx) => Promise<void>
): Promise<Opened> {
	const passwordHash = await hashPassword(input.newPassword);
	const token = newToken();
	const expiresAt = await asVisitor(hub.database, async (tx) => {
		await admit(tx);
		const organization = {
			name: input.organization,
			industry: input.industry,
			currency: input.currency,
			locale: 'en',
			timeZone: input.timeZone
		};
		const owner = { email: input.email, name: input.name, passwordHash, mayExist: false };
		const founded = await foundOrganization(hub, tx, organization, owner);
		if (!founded)
			throw conflict('This address has an account already.', {
				email: 'This address has an account already. Please sign in, or use another address.'
			});
		return openSession(tx, {
			token: hashToken(token),
			personId: founded.personId,
			verifiedHash: passwordHash,
			device: from.device,
			replaced: from.session ? hashToken(from.session) : null
		});
	});
	if (!expiresAt) throw new Error('a founder could not be signed in with the password she just set');
	return { token, expiresAt };
}
