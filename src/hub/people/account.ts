import { invalid } from '#hub/errors.ts';
import type { Database } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { countAttempts, forgiven } from './limits.ts';
import { mustNotBeNear } from './password-rules.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { PasswordInput } from './schema.ts';
import type { OpenSession } from './session.ts';
import * as sql from './sql.ts';
import { asVisitor } from './visitor.ts';

type Hub = Pick<Instance, 'database' | 'secrets'>;

/** A signed-in person with the token that proves it. */
export type Holder = { token: string; personId: string };

/**
 * Proves that the person at the keyboard is the holder of the session, before something that cannot be taken back. Returns
 * the hash that the password fits. Only wrong passwords count in the end. Throws `invalid` on the field `password`, `too-many`.
 */
export async function confirmPassword(hub: Hub, holder: Holder, password: string): Promise<string> {
	const attempt = ['password of a person', holder.personId] as const;
	await countAttempts(hub, [attempt]);
	const hash = await asVisitor(hub.database, (tx) => sql.ownPassword(tx, hashToken(holder.token)));
	if (!(await verifyPassword(password, hash)) || !hash)
		throw invalid({ password: 'This is not your current password.' });
	await asVisitor(hub.database, (tx) => sql.forgive(tx, forgiven(hub, [], [attempt])));
	return hash;
}

/**
 * Changes the own password: every other session and every link of hers ends. Returns the new token of this session.
 * Throws `invalid` when the current password is not right or the new one is her name or address, `too-many`.
 */
export async function changePassword(hub: Hub, holder: Holder, input: PasswordInput): Promise<string> {
	if (input.newPassword === input.password)
		throw invalid({ newPassword: 'The new password is the current one.' });
	const here = await asVisitor(hub.database, (tx) => sql.session(tx, hashToken(holder.token)));
	if (here)
		mustNotBeNear(input.newPassword, {
			email: here.person.email,
			names: [here.person.name, ...here.organizations.map(({ name }) => name)]
		});
	const verifiedHash = await confirmPassword(hub, holder, input.password);
	const newHash = await hashPassword(input.newPassword);
	const token = newToken();
	const changed = await asVisitor(hub.database, async (tx) => {
		const done = await sql.changePassword(tx, {
			token: hashToken(holder.token),
			verifiedHash,
			newHash,
			newToken: hashToken(token)
		});
		if (done) await sql.forgive(tx, forgiven(hub, [['password of a person', holder.personId]], []));
		return done;
	});
	if (!changed) throw invalid({ password: 'Your password was changed elsewhere a moment ago.' });
	return token;
}

export const listSessions = (database: Database, holder: Holder): Promise<OpenSession[]> =>
	asVisitor(database, (tx) => sql.sessions(tx, hashToken(holder.token)));

/** Signs the person out on one of her devices. Nothing happens when that session has ended. */
export async function endSessionOf(database: Database, holder: Holder, sessionId: string): Promise<void> {
	await asVisitor(database, (tx) => sql.endSessionOf(tx, hashToken(holder.token), sessionId));
}

/** Signs the person out everywhere, here too. */
export const signOutEverywhere = (database: Database, holder: Holder): Promise<void> =>
	asVisitor(database, (tx) => sql.endSessions(tx, hashToken(holder.token)));

export async function rename(database: Database, holder: Holder, name: string): Promise<void> {
	await asVisitor(database, (tx) => sql.rename(tx, hashToken(holder.token), name));
}
