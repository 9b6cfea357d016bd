import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLink } from '#hub/outbox/links.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { from, joins, organization, personWithPassword, testHub } from '#support/people.ts';
import {
	changePassword,
	confirmPassword,
	endSessionOf,
	listSessions,
	rename,
	signOutEverywhere
} from './account.ts';
import {
	makePasswordLink,
	passwordLinkOwner,
	requestPasswordLink,
	resetPassword,
	sendPasswordLink
} from './password-links.ts';
import { currentSession, signIn } from './sign-in.ts';
import { tidySignIn } from './tidying.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());

const session = (token: string) => currentSession(fresh.database, token);
const fresher = 'quite another long phrase';

/** The token in the newest mail to an address. */
async function mailedTo(email: string): Promise<string> {
	await sendPasswordLink(hub, { email });
	const [row] = await fresh.owner<{ sealed: Buffer }[]>`
		select token_encrypted as sealed from one_time_links join outbox_mails on link_token_hash = token_hash
		where recipient = ${email} order by outbox_mails.created_at desc limit 1`;
	return row ? (openLink(hub, 'password', row.sealed).split('/').at(-1) ?? '') : '';
}
const tokenOf = (link: string | null) => link?.split('/').at(-1) ?? '';

describe('asking for a new password', () => {
	it('does the same for everybody: one job, nothing looked up', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		await requestPasswordLink(hub, { email: ida.email.toUpperCase() }, from());
		await requestPasswordLink(hub, { email: 'nobody@example.com' }, from());
		const jobs = await fresh.owner<{ email: string }[]>`
			select payload ->> 'email' as email from graphile_worker._private_jobs j
			join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'send_password_link'`;
		expect(jobs.map((job) => job.email).sort()).toEqual([ida.email, 'nobody@example.com'].sort());
		expect((await fresh.owner`select from one_time_links`).count).toBe(0);
		expect((await fresh.owner`select from outbox_mails`).count).toBe(0);
	});

	it('writes link, mail and its job for somebody known, and nothing for anybody else', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		await sendPasswordLink(hub, { email: 'nobody@example.com' });
		expect((await fresh.owner`select from outbox_mails`).count).toBe(0);
		const token = await mailedTo(ida.email);
		const [mail] =
			await fresh.owner`select org_id, recipient, state, body_text as text from outbox_mails where recipient = ${ida.email}`;
		expect(mail).toMatchObject({ org_id: null, state: 'queued' });
		expect(mail?.['text']).toContain('{link}');
		expect(await passwordLinkOwner(hub, token)).toBe(ida.email);
		const [dump] = await fresh.owner<
			{ text: string }[]
		>`select (select string_agg(l::text, '') from one_time_links l)
			|| (select string_agg(m::text, '') from outbox_mails m) || (select string_agg(j::text, '') from graphile_worker._private_jobs j) as text`;
		expect(dump?.text).not.toContain(token);
	});

	it('is limited per address, however many networks ask', async () => {
		const outcomes = await Promise.all(
			Array.from({ length: 40 }, () =>
				requestPasswordLink(hub, { email: 'flooded@example.com' }, from()).then(
					() => 'sent',
					(error: { refusal: string }) => error.refusal
				)
			)
		);
		expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(5);
		expect(outcomes.filter((outcome) => outcome === 'too-many')).toHaveLength(35);
	});
});

describe('a link for a new password', () => {
	it('changes nothing when looked at, sets the password once, and ends every session', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const phone = await signIn(hub, ida, from());
		const token = await mailedTo(ida.email);
		for (let look = 0; look < 3; look++) expect(await passwordLinkOwner(hub, token)).toBe(ida.email);
		expect(await session(phone.token)).not.toBeNull();
		await resetPassword(hub, token, { newPassword: fresher }, from());
		expect(await session(phone.token)).toBeNull();
		await expect(signIn(hub, ida, from())).rejects.toMatchObject({ refusal: 'invalid' });
		await signIn(hub, { email: ida.email, password: fresher }, from());
		await expect(
			resetPassword(hub, token, { newPassword: 'a third long phrase' }, from())
		).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await passwordLinkOwner(hub, token)).toBeNull();
	});

	it('works once when it is used many times at the same moment', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const token = await mailedTo(ida.email);
		const outcomes = await Promise.allSettled(
			Array.from({ length: 8 }, (_, index) =>
				resetPassword(hub, token, { newPassword: `long phrase number ${index}` }, from())
			)
		);
		expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
	});

	it('is dead after an hour, after any change of the password, and after another link was used', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const refused = { refusal: 'conflict' };
		const old = await mailedTo(ida.email);
		await fresh.owner`update one_time_links set expires_at = expires_at - interval '1 hour'`;
		await expect(resetPassword(hub, old, { newPassword: fresher }, from())).rejects.toMatchObject(refused);

		const first = await mailedTo(ida.email);
		const second = await mailedTo(ida.email);
		await resetPassword(hub, second, { newPassword: fresher }, from());
		await expect(
			resetPassword(hub, first, { newPassword: 'a third long phrase' }, from())
		).rejects.toMatchObject(refused);

		const third = await mailedTo(ida.email);
		const { token } = await signIn(hub, { email: ida.email, password: fresher }, from());
		await changePassword(
			hub,
			{ token, personId: ida.id },
			{ password: fresher, newPassword: 'a fourth long phrase' }
		);
		await expect(resetPassword(hub, third, { newPassword: fresher }, from())).rejects.toMatchObject(refused);
	});

	it('takes no password that is her own name or address, or that of her business, and still works', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		await joins(fresh.owner, ida, await organization(fresh.owner, 'Studio Lumi'), 'agent');
		const token = await mailedTo(ida.email);
		for (const newPassword of [ida.email, `${ida.email.split('@')[0] ?? ''}`, 'Studio Lumi 2026'])
			await expect(resetPassword(hub, token, { newPassword }, from()), newPassword).rejects.toMatchObject({
				refusal: 'invalid',
				fields: { newPassword: expect.stringContaining('guess first') as string }
			});
		await resetPassword(hub, token, { newPassword: fresher }, from());
	});

	it('made by the operator works for a day, and is handed over instead of mailed', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const before = (await fresh.owner`select from outbox_mails`).count;
		expect(await makePasswordLink(hub, 'nobody@example.com')).toBeNull();
		const link = await makePasswordLink(hub, ida.email.toUpperCase());
		expect(link).toMatch(/^https:\/\/hub\.example\/reset\/[\w-]{43}$/);
		expect((await fresh.owner`select from outbox_mails`).count).toBe(before);
		await resetPassword(hub, tokenOf(link), { newPassword: fresher }, from());
	});
});

describe('changing the own password', () => {
	it('ends every other session and gives this one a new token', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const [here, phone] = [await signIn(hub, ida, from()), await signIn(hub, ida, from())];
		const token = await changePassword(
			hub,
			{ token: here.token, personId: ida.id },
			{ password: ida.password, newPassword: fresher }
		);
		expect(await session(phone.token)).toBeNull();
		expect(await session(here.token)).toBeNull();
		expect(await session(token)).toMatchObject({ person: { id: ida.id } });
	});

	it('needs the current one, ten times at most, and another new one that is not her address', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		await joins(fresh.owner, ida, await organization(fresh.owner, 'Studio Lumi'), 'agent');
		const holder = { token: (await signIn(hub, ida, from())).token, personId: ida.id };
		await expect(
			changePassword(hub, holder, { password: ida.password, newPassword: ida.password })
		).rejects.toMatchObject({ refusal: 'invalid' });
		for (const newPassword of [ida.email, 'studio-lumi!'])
			await expect(
				changePassword(hub, holder, { password: ida.password, newPassword })
			).rejects.toMatchObject({
				fields: { newPassword: expect.stringContaining('guess first') as string }
			});
		const outcomes = await Promise.all(
			Array.from({ length: 30 }, () =>
				changePassword(hub, holder, { password: 'a guess', newPassword: fresher }).catch(
					(error: { refusal: string }) => error.refusal
				)
			)
		);
		expect(outcomes.filter((one) => one === 'invalid')).toHaveLength(10);
		expect(outcomes.filter((one) => one === 'too-many')).toHaveLength(20);
		expect(await session(holder.token)).not.toBeNull();
	});

	it('counts wrong ones alone, and a right one between them takes none of those back', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const holder = { token: (await signIn(hub, ida, from())).token, personId: ida.id };
		const right = () => confirmPassword(hub, holder, ida.password);
		const wrong = () => confirmPassword(hub, holder, 'a guess');
		for (let turn = 0; turn < 12; turn++) await right();
		for (let turn = 0; turn < 9; turn++) {
			await expect(wrong()).rejects.toMatchObject({ refusal: 'invalid' });
			await right();
		}
		await expect(wrong()).rejects.toMatchObject({ refusal: 'invalid' });
		await expect(right()).rejects.toMatchObject({ refusal: 'too-many' });
	});
});

describe('the own sessions', () => {
	it('are listed, this one first, and ended one by one or all at once', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const eve = await personWithPassword(fresh.owner, 'Eve');
		const hers = await signIn(hub, eve, from());
		const phone = await signIn(hub, ida, from({ device: 'Phone' }));
		const here = await signIn(hub, ida, from({ device: 'Laptop' }));
		const holder = { token: here.token, personId: ida.id };
		const list = await listSessions(fresh.database, holder);
		expect(list.map((one) => [one.device, one.here])).toEqual([
			['Laptop', true],
			['Phone', false]
		]);
		const [evesSession] = await listSessions(fresh.database, { token: hers.token, personId: eve.id });
		await endSessionOf(fresh.database, holder, evesSession?.id ?? '');
		expect(await session(hers.token)).not.toBeNull();
		await endSessionOf(fresh.database, holder, list[1]?.id ?? '');
		expect(await session(phone.token)).toBeNull();
		await signOutEverywhere(fresh.database, holder);
		expect(await session(here.token)).toBeNull();
		expect(await session(hers.token)).not.toBeNull();
	});

	it('carry the new name at once', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const { token } = await signIn(hub, ida, from());
		await rename(fresh.database, { token, personId: ida.id }, 'Ida Neumann');
		expect((await session(token))?.person.name).toBe('Ida Neumann');
	});

	it('of no token can do nothing', async () => {
		const nobody = { token: 'a'.repeat(43), personId: '00000000-0000-4000-8000-000000000000' };
		expect(await listSessions(fresh.database, nobody)).toEqual([]);
		await signOutEverywhere(fresh.database, nobody);
		await rename(fresh.database, nobody, 'Nobody');
		expect((await fresh.owner`select from people where name = 'Nobody'`).count).toBe(0);
	});
});

describe('tidying', () => {
	it('removes what has expired and nothing else', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida');
		const kept = await signIn(hub, ida, from());
		const old = await signIn(hub, ida, from());
		await mailedTo(ida.email);
		await fresh.owner`update sessions set expires_at = now() where user_agent is not null and token_hash <> (
			select token_hash from sessions where person_id = ${ida.id} order by created_at limit 1)`;
		await fresh.owner`update one_time_links set expires_at = now()`;
		await tidySignIn(hub);
		expect(await session(kept.token)).not.toBeNull();
		expect(await session(old.token)).toBeNull();
		expect((await fresh.owner`select from sessions where expires_at <= now()`).count).toBe(0);
		expect((await fresh.owner`select from one_time_links`).count).toBe(0);
		// The mail is kept for a month, without a way to its link.
		expect(
			(await fresh.owner`select from outbox_mails where recipient = ${ida.email} and link_token_hash is null`)
				.count
		).toBe(1);
	});
});
