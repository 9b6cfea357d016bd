import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { conflict, HubError } from '#hub/errors.ts';
import { mailedToken, newMessageId, queuedOnce } from '#hub/outbox/links.ts';
import { knownSignUpMail, signUpMail } from '#hub/outbox/mails.ts';
import { enqueueDelivery, queuePasswordMail } from '#hub/outbox/sql.ts';
import { countAttempts } from '#hub/people/limits.ts';
import { mustNotBeNear } from '#hub/people/password-rules.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import { linkGone, MAILED_MINUTES } from '#hub/people/password-links.ts';
import { normalizeAddress } from '#hub/people/schema.ts';
import type { Client, Opened } from '#hub/people/sign-in.ts';
import { makePasswordLink, openSession } from '#hub/people/sql.ts';
import { asVisitor } from '#hub/people/visitor.ts';
import type { Tx } from '#platform/database/database.ts';
import { normal } from '#platform/forms/normal.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { newInboundAddress } from './inbound-address.ts';
import { asWorker } from './actor.ts';
import { signUpForm, type FoundingInput, type SignUpInput } from './schema.ts';
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

/**
 * SIGNUP=open where no mail leaves: anybody founds an organization and is signed in. An address that has an account is refused, which
 * tells so: there is no way to tell its owner alone (docs/decisions/0032). Throws `forbidden` when it is closed, `conflict`, `too-many`.
 */
export async function signUp(hub: Hub, input: FoundingInput, from: Client): Promise<Opened> {
	mustBeOpen(hub);
	await countAttempts(hub, [['sign-up from a network', from.network]]);
	return found(hub, input, from, async () => undefined);
}

/**
 * SIGNUP=open where mail leaves: a job founds the organization or finds that the address has an account, and either way mails a link to
 * whoever owns it; so neither answer nor time tells which. Throws `forbidden`, `too-many`.
 */
export async function signUpByMail(hub: Hub, input: SignUpInput, from: Client): Promise<void> {
	mustBeOpen(hub);
	await countAttempts(hub, [
		['sign-up from a network', from.network],
		['reset of an address', normalizeAddress(input.email)]
	]);
	await asVisitor(hub.database, (tx) => sql.enqueueSignUp(tx, { ...input, asking: randomUUID() }));
}

// Jobs of earlier versions that still wait name no asking.
const signUpPayload = signUpForm.extend({ asking: z.uuid().default(randomUUID) });

/**
 * Job `sign_up`: organization, link, mail and the mail's own job in one transaction. When it ran before, and nobody heard of its end,
 * the address has the account that it made itself: her owner is told nothing more.
 */
export async function finishSignUp(hub: Hub, payload: unknown): Promise<void> {
	const { asking, ...input } = signUpPayload.parse(payload);
	const { hash, sealed } = mailedToken(hub, 'password');
	await queuedOnce(() =>
		asWorker(hub.database, null, async (tx) => {
			const owner = { email: input.email, name: input.name, passwordHash: null, mayExist: false };
			const founded = await foundOrganization(hub, tx, asTyped(input), owner);
			const email = normalizeAddress(input.email);
			const person = await makePasswordLink(tx, { email, token: hash, sealed, minutes: MAILED_MINUTES });
			if (!person) return;
			const { origin } = hub.config;
			const written = founded ? signUpMail({ origin }) : knownSignUpMail({ name: person.name, origin });
			const mail = { ...written, recipient: person.email, messageId: newMessageId(hub, asking) };
			const id = await queuePasswordMail(tx, mail, hash);
			if (id) await enqueueDelivery(tx, id);
		})
	);
}

function mustBeOpen(hub: Hub): void {
	if (hub.config.signup !== 'open')
		throw new HubError('forbidden', 'Nobody can sign up here without an invitation. Ask for one.');
}

const asTyped = (input: SignUpInput): NewOrganization => ({
	name: input.organization,
	industry: input.industry,
	currency: input.currency,
	locale: 'en',
	timeZone: input.timeZone
});

async function found(
	hub: Hub,
	input: FoundingInput,
	from: Client,
	admit: (tx: Tx) => Promise<void>
): Promise<Opened> {
	mustNotBeNear(input.newPassword, { email: input.email, names: [input.name, input.organization] });
	const passwordHash = await hashPassword(input.newPassword);
	const token = newToken();
	const expiresAt = await asVisitor(hub.database, async (tx) => {
		await admit(tx);
		const owner = { email: input.email, name: input.name, passwordHash, mayExist: false };
		const founded = await foundOrganization(hub, tx, asTyped(input), owner);
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
