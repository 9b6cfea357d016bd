import { countAttempts, forgiven, type Attempt } from '#hub/people/limits.ts';
import { mustNotBeNear } from '#hub/people/password-rules.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import { signIn, type Client, type Opened } from '#hub/people/sign-in.ts';
import { forgive, openSession } from '#hub/people/sql.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import { HubError } from '#hub/errors.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { invitationGone } from './invitations.ts';
import * as sql from './sql.ts';

type Hub = Pick<Instance, 'database' | 'secrets'>;

/** What the link offers; null: it is not valid any more. Changes nothing. */
export const readInvitation = (hub: Pick<Instance, 'database'>, token: string): Promise<sql.Offer | null> =>
	asVisitor(hub.database, (tx) => sql.offer(tx, hashToken(token)));

const attemptOf = (from: Client): Attempt => ['one-time link from a network', from.network];

async function offerFor(hub: Hub, token: string, from: Client): Promise<sql.Offer> {
	await countAttempts(hub, [attemptOf(from)]);
	const offer = await readInvitation(hub, token);
	if (!offer) throw invitationGone();
	return offer;
}

const signInFirst = () =>
	new HubError(
		'conflict',
		'Somebody has an account with this address by now. Please load this page again and sign in.'
	);

/** Somebody new joins with a name and a password, and is signed in. Throws `conflict` when the link is dead, `invalid`, `too-many`. */
export async function joinAsNew(
	hub: Hub,
	token: string,
	input: { name: string; newPassword: string },
	from: Client
): Promise<Opened> {
	const offer = await offerFor(hub, token, from);
	if (offer.known) throw signInFirst();
	mustNotBeNear(input.newPassword, { email: offer.email, names: [input.name, offer.organization] });
	const hash = await hashPassword(input.newPassword);
	const session = newToken();
	const expiresAt = await asVisitor(hub.database, async (tx) => {
		const personId = await sql.acceptInvitation(tx, {
			token: hashToken(token),
			session: null,
			name: input.name,
			hash
		});
		if (!personId) throw invitationGone();
		await forgive(tx, forgiven(hub, [], [attemptOf(from)]));
		return openSession(tx, {
			token: hashToken(session),
			personId,
			verifiedHash: hash,
			device: from.device,
			replaced: from.session ? hashToken(from.session) : null
		});
	});
	if (!expiresAt) throw invitationGone();
	return { token: session, expiresAt };
}

/** Somebody who has an account joins by signing in with it. Throws as `signIn`, and `conflict` when the link is dead. */
export async function joinBySigningIn(
	hub: Hub,
	token: string,
	input: { password: string },
	from: Client
): Promise<Opened> {
	const { email } = await offerFor(hub, token, from);
	const opened = await signIn(hub, { email, password: input.password }, from);
	await joinSignedIn(hub, token, opened.token);
	return opened;
}

/** Somebody joins who is signed in with the very address. Throws `conflict` when the link is dead or for somebody else. */
export async function joinSignedIn(
	hub: Pick<Instance, 'database'>,
	token: string,
	session: string
): Promise<void> {
	const joined = await asVisitor(hub.database, (tx) =>
		sql.acceptInvitation(tx, { token: hashToken(token), session: hashToken(session), name: null, hash: null })
	);
	if (!joined) throw invitationGone();
}
