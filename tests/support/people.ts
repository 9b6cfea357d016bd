import { randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import type { Member, MemberRole } from '#hub/organizations/actor.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import type { Client } from '#hub/people/sign-in.ts';
import { readConfig } from '#platform/config.ts';
import type { Database } from '#platform/database/database.ts';
import { openSecrets, type Secrets } from '#platform/secrets.ts';
import { hashToken, newToken } from '#platform/tokens.ts';

/** The keys of a test's instance. */
export const testSecrets: Secrets = openSecrets({ secretKey: 'the key of every test', dataDir: '/nowhere' });

/** What verbs about people need of an instance; `env` as the operator would set it. */
export const testHub = (database: Database, env: Record<string, string> = {}) => ({
	database,
	secrets: testSecrets,
	config: readConfig({ ORIGIN: 'https://hub.example', ...env })
});

/** A request from a network of its own, unless it is named. */
export const from = (client: Partial<Client> = {}): Client => ({
	network: `10.${[...randomBytes(3)].join('.')}`,
	device: 'Firefox on Linux',
	session: null,
	...client
});

export type TestPerson = { id: string; email: string; name: string; password: string };
/** `token`: of her session. */
export type SignedIn = TestPerson & { token: string };

/** Writes a person with a password that nobody else has, for tests of passwords. */
export async function personWithPassword(sql: Sql, name: string): Promise<TestPerson> {
	const password = `${name} says hello ${randomUUID().slice(0, 8)}`;
	return { ...(await insertPerson(sql, name, await hashPassword(password))), password };
}

/** Of everybody else, hashed once a process: it takes as long as twenty requests. */
let common: Promise<{ password: string; hash: string }> | null = null;
async function commonPassword() {
	const password = randomUUID();
	return { password, hash: await hashPassword(password) };
}

/** Writes a person, as the database's superuser. */
export async function person(sql: Sql, name: string): Promise<TestPerson> {
	const { password, hash } = await (common ??= commonPassword());
	return { ...(await insertPerson(sql, name, hash)), password };
}

/** Writes a person who has signed in on some browser; answers her session's token, for the cookie. */
export async function signedInPerson(sql: Sql, name: string): Promise<SignedIn> {
	const who = await person(sql, name);
	const token = newToken();
	await sql`insert into sessions (token_hash, person_id, expires_at, user_agent)
		values (${hashToken(token)}, ${who.id}, now() + interval '30 days', 'Firefox on Linux')`;
	return { ...who, token };
}

async function insertPerson(sql: Sql, name: string, hash: string) {
	const id = randomUUID();
	const email = `${name.toLowerCase().replaceAll(' ', '.')}-${id.slice(0, 8)}@example.com`;
	await sql`insert into people (id, email, email_normalized, name, password_hash)
		values (${id}, ${email}, ${email}, ${name}, ${hash})`;
	return { id, email, name };
}

export async function organization(sql: Sql, name: string): Promise<string> {
	const id = randomUUID();
	await sql`insert into organizations (id, name, inbound_address) values (${id}, ${name}, ${`${id}@in.example`})`;
	return id;
}

/** Makes the person a member; returns her as the verbs know her. */
export async function joins(
	sql: Sql,
	who: Pick<TestPerson, 'id'>,
	orgId: string,
	role: MemberRole
): Promise<Member> {
	const memberId = randomUUID();
	await sql`insert into members (org_id, id, person_id, role) values (${orgId}, ${memberId}, ${who.id}, ${role})`;
	return { kind: 'member', orgId, memberId, personId: who.id, role };
}
