import { HubError, invalid } from '#hub/errors.ts';
import type { Database } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { countAttempts, forgiven, type Attempt } from './limits.ts';
import { verifyPassword } from './passwords.ts';
import { normalizeAddress, type SignInInput } from './schema.ts';
import type { Session } from './session.ts';
import * as sql from './sql.ts';
import { asVisitor } from './visitor.ts';

/** Where a request comes from: its network (platform/network.ts), the browser's own name, the session it already has. */
export type Client = { network: string; device: string | null; session: string | null };

/** A session that was opened: the token for the cookie, and when it ends unless it is used. */
export type Opened = { token: string; expiresAt: Date };

type Hub = Pick<Instance, 'database' | 'secrets'>;

/** One sentence for an unknown address and a wrong password, given after the same time. */
const notRight = () =>
	new HubError('invalid', 'The email address or the password is not right. Please check both and try again.');

/**
 * Signs a person in with her address and password: a new session in place of the browser's earlier one. Throws `invalid`
 * when they do not belong together, `too-many` when tried too often for this address or from this network.
 */
export async function signIn(hub: Hub, input: SignInInput, from: Client): Promise<Opened> {
	const email = normalizeAddress(input.email);
	const ofAddress: Attempt = ['sign-in of an address from a network', `${email} ${from.network}`];
	const ofNetwork: Attempt = ['sign-in from a network', from.network];
	await countAttempts(hub, [ofAddress, ofNetwork]);
	const found = await asVisitor(hub.database, (tx) => sql.candidate(tx, email));
	if (!(await verifyPassword(input.password, found?.hash ?? null)) || !found) throw notRight();
	const token = newToken();
	const expiresAt = await asVisitor(hub.database, async (tx) => {
		const ends = await sql.openSession(tx, {
			token: hashToken(token),
			personId: found.personId,
			verifiedHash: found.hash,
			device: from.device,
			replaced: from.session ? hashToken(from.session) : null
		});
		if (ends) await sql.forgive(tx, forgiven(hub, [ofAddress], [ofNetwork]));
		return ends;
	});
	if (!expiresAt) throw notRight();
	return { token, expiresAt };
}

const TOKEN = /^[\w-]{43}$/;

/** Who holds this session now, in which organization and role; null: nobody. One round through the gate. */
export async function currentSession(database: Database, token: string | undefined): Promise<Session | null> {
	if (!token || !TOKEN.test(token)) return null;
	return asVisitor(database, (tx) => sql.session(tx, hashToken(token)));
}

/** Ends the session of this browser. Nothing happens when there is none. */
export async function signOut(database: Database, token: string | undefined): Promise<void> {
	if (token) await asVisitor(database, (tx) => sql.endSession(tx, hashToken(token)));
}

/** Moves the session to another organization of its holder. Throws `invalid` when she is no member there. */
export async function switchOrganization(database: Database, token: string, orgId: string): Promise<void> {
	const moved = await asVisitor(database, (tx) => sql.workIn(tx, hashToken(token), orgId));
	if (!moved) throw invalid({ organization: 'You are not a member of this organization.' });
}
