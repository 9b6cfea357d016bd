import { z } from 'zod';
import { HubError } from '#hub/errors.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { linkTo, mailedToken, newMessageId } from '#hub/outbox/links.ts';
import { passwordMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queuePasswordMail } from '#hub/outbox/sql.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { countAttempts, forgiven, type Attempt } from './limits.ts';
import { mustNotBeNear } from './password-rules.ts';
import { hashPassword } from './passwords.ts';
import { normalizeAddress } from './schema.ts';
import type { Client } from './sign-in.ts';
import * as sql from './sql.ts';
import { asVisitor } from './visitor.ts';

type Hub = Pick<Instance, 'config' | 'database' | 'secrets'>;

/** How long a link in a mail works. */
export const MAILED_MINUTES = 60;
const PRINTED_MINUTES = 24 * 60;

/**
 * Somebody asks for a link to set a new password. Whether anybody has this address is looked up by a job afterwards, so
 * that answer and time are the same. Throws `too-many`.
 */
export async function requestPasswordLink(hub: Hub, input: { email: string }, from: Client): Promise<void> {
	const email = normalizeAddress(input.email);
	await countAttempts(hub, [
		['reset of an address', email],
		['reset from a network', from.network]
	]);
	await asVisitor(hub.database, (tx) => sql.enqueuePasswordLink(tx, email));
}

const payloadSchema = z.object({ email: z.string() });

/** Job `send_password_link`: link, mail and the mail's own job in one transaction; nothing when nobody has the address. */
export async function sendPasswordLink(hub: Hub, payload: unknown): Promise<void> {
	const { email } = payloadSchema.parse(payload);
	const { hash, sealed } = mailedToken(hub, 'password');
	await asWorker(hub.database, null, async (tx) => {
		const person = await sql.makePasswordLink(tx, { email, token: hash, sealed, minutes: MAILED_MINUTES });
		if (!person) return;
		const mail = {
			...passwordMail({ name: person.name, origin: hub.config.origin }),
			recipient: person.email,
			messageId: newMessageId(hub)
		};
		const id = await queuePasswordMail(tx, mail, hash);
		if (id) await enqueueDelivery(tx, id);
	});
}

/** For the operator: a link, valid for a day, that she hands over herself. null: nobody has this address. */
export async function makePasswordLink(hub: Hub, email: string): Promise<string | null> {
	const token = newToken();
	const person = await asWorker(hub.database, null, (tx) =>
		sql.makePasswordLink(tx, {
			email: normalizeAddress(email),
			token: hashToken(token),
			sealed: null,
			minutes: PRINTED_MINUTES
		})
	);
	return person ? linkTo(hub, 'password', token) : null;
}

/** Whose password the link would set, for showing the form; null: it is not valid any more. Changes nothing. */
export const passwordLinkOwner = (hub: Pick<Instance, 'database'>, token: string): Promise<string | null> =>
	asVisitor(hub.database, (tx) => sql.passwordLink(tx, hashToken(token)));

export const linkGone = () =>
	new HubError(
		'conflict',
		'This link is not valid any more: it was used, has expired, or the password changed since. Please ask for a new one.'
	);

/**
 * Sets the password, once, and signs the person out everywhere. Throws `conflict` when the link is not valid, `invalid` when the
 * password is her name or address, `too-many`.
 */
export async function resetPassword(
	hub: Hub,
	token: string,
	input: { newPassword: string },
	from: Client
): Promise<void> {
	const attempt: Attempt = ['one-time link from a network', from.network];
	await countAttempts(hub, [attempt]);
	// Before the costly part: a dead link makes no work.
	const known = await asVisitor(hub.database, (tx) => sql.knownOfLink(tx, hashToken(token)));
	if (!known) throw linkGone();
	mustNotBeNear(input.newPassword, known);
	const newHash = await hashPassword(input.newPassword);
	const used = await asVisitor(hub.database, async (tx) => {
		const done = await sql.usePasswordLink(tx, hashToken(token), newHash);
		if (done) await sql.forgive(tx, forgiven(hub, [], [attempt]));
		return done;
	});
	if (!used) throw linkGone();
}
