import type { Tx } from '#platform/database/database.ts';
import type { Known } from './password-rules.ts';
import type { OpenSession, Session } from './session.ts';

/** The driver takes a list of buffers for one buffer; as text in PostgreSQL's own spelling it is a list. */
const spelled = (keys: Buffer[]) => keys.map((key) => `\\x${key.toString('hex')}`);

export type Counted = { key: Buffer; most: number; seconds: number };

/** Seconds to wait; 0: allowed, and counted. */
export async function attempt(tx: Tx, counted: Counted[]): Promise<number> {
	const [row] = await tx<
		{ wait: number }[]
	>`select gate.attempt(${spelled(counted.map((one) => one.key))}::text[]::bytea[],
		${counted.map((one) => one.most)}::integer[], ${counted.map((one) => one.seconds)}::integer[]) as wait`;
	return row?.wait ?? 0;
}

export async function forgive(tx: Tx, keys: { forgotten: Buffer[]; returned: Buffer[] }): Promise<void> {
	await tx`select gate.forgive(${spelled(keys.forgotten)}::text[]::bytea[], ${spelled(keys.returned)}::text[]::bytea[])`;
}

export async function session(tx: Tx, token: Buffer): Promise<Session | null> {
	const [row] = await tx<{ session: Session | null }[]>`select gate.session(${token}) as session`;
	return row?.session ?? null;
}

export async function candidate(tx: Tx, email: string): Promise<{ personId: string; hash: string } | null> {
	const [row] = await tx<{ personId: string; hash: string }[]>`
		select person_id as "personId", password_hash as hash from gate.sign_in_candidate(${email})`;
	return row ?? null;
}

export type Opening = {
	token: Buffer;
	personId: string;
	verifiedHash: string;
	device: string | null;
	replaced: Buffer | null;
};

/** When the session ends; null: the password changed since it was verified. */
export async function openSession(tx: Tx, it: Opening): Promise<Date | null> {
	const [row] = await tx<{ ends: Date | null }[]>`
		select gate.open_session(${it.token}, ${it.personId}, ${it.verifiedHash}, ${it.device}, ${it.replaced}) as ends`;
	return row?.ends ?? null;
}

export async function endSession(tx: Tx, token: Buffer): Promise<void> {
	await tx`select gate.end_session(${token})`;
}

export async function endSessions(tx: Tx, token: Buffer): Promise<void> {
	await tx`select gate.end_sessions(${token})`;
}

export async function endSessionOf(tx: Tx, token: Buffer, id: string): Promise<boolean> {
	const [row] = await tx<{ ended: boolean }[]>`select gate.end_session_of(${token}, ${id}) as ended`;
	return row?.ended ?? false;
}

export function sessions(tx: Tx, token: Buffer): Promise<OpenSession[]> {
	return tx<
		OpenSession[]
	>`select id, here, created_at as "createdAt", last_seen_at as "lastSeenAt", user_agent as device
		from gate.sessions(${token})`;
}

export async function workIn(tx: Tx, token: Buffer, orgId: string): Promise<boolean> {
	const [row] = await tx<{ moved: boolean }[]>`select gate.work_in(${token}, ${orgId}) as moved`;
	return row?.moved ?? false;
}

export async function ownPassword(tx: Tx, token: Buffer): Promise<string | null> {
	const [row] = await tx<{ hash: string | null }[]>`select gate.own_password(${token}) as hash`;
	return row?.hash ?? null;
}

export type PasswordChange = { token: Buffer; verifiedHash: string; newHash: string; newToken: Buffer };

export async function changePassword(tx: Tx, it: PasswordChange): Promise<boolean> {
	const [row] = await tx<{ changed: boolean }[]>`
		select gate.change_password(${it.token}, ${it.verifiedHash}, ${it.newHash}, ${it.newToken}) as changed`;
	return row?.changed ?? false;
}

export async function rename(tx: Tx, token: Buffer, name: string): Promise<boolean> {
	const [row] = await tx<{ renamed: boolean }[]>`select gate.rename_person(${token}, ${name}) as renamed`;
	return row?.renamed ?? false;
}

/** Whose password the link would set; null when nobody has this address. */
export async function makePasswordLink(
	tx: Tx,
	it: { email: string; token: Buffer; sealed: Buffer | null; minutes: number }
): Promise<{ email: string; name: string } | null> {
	const [row] = await tx<{ email: string; name: string }[]>`
		select email, name from gate.make_password_link(${it.email}, ${it.token}, ${it.sealed}, make_interval(mins => ${it.minutes}))`;
	return row ?? null;
}

export async function passwordLink(tx: Tx, token: Buffer): Promise<string | null> {
	const [row] = await tx<{ email: string | null }[]>`select gate.password_link(${token}) as email`;
	return row?.email ?? null;
}

/** By what she whose password the link would set is known; null as above. */
export async function knownOfLink(tx: Tx, token: Buffer): Promise<Known | null> {
	const [row] = await tx<{ known: Known | null }[]>`select gate.password_link_known(${token}) as known`;
	return row?.known ?? null;
}

export async function usePasswordLink(tx: Tx, token: Buffer, newHash: string): Promise<boolean> {
	const [row] = await tx<{ used: boolean }[]>`select gate.use_password_link(${token}, ${newHash}) as used`;
	return row?.used ?? false;
}

export async function enqueuePasswordLink(tx: Tx, email: string): Promise<void> {
	await tx`select enqueue_job('send_password_link', ${tx.json({ email })}::json)`;
}

export async function tidy(tx: Tx): Promise<void> {
	await tx`select gate.tidy_sign_in()`;
}
