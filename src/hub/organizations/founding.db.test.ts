import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentSession, signIn } from '#hub/people/sign-in.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { from, organization, person, testHub } from '#support/people.ts';
import { asWorker } from './actor.ts';
import {
	casePrefix,
	finishSignUp,
	foundOrganization,
	isFounded,
	setUp,
	setupLinkWorks,
	signUp,
	signUpByMail
} from './founding.ts';
import { makeSetupLink } from './setup-link.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
beforeEach(() => fresh.owner`truncate organizations, people, one_time_links, attempts cascade`);
afterAll(() => fresh.drop());

const form = {
	organization: 'Studio Lumi',
	industry: 'salon',
	currency: 'EUR',
	timeZone: 'Europe/Berlin',
	name: 'Olga Owner',
	email: 'Olga@Example.com'
} as const;
const input = { ...form, newPassword: 'a long enough phrase' } as const;
const tokenOf = (link: string | null) => link?.split('/').at(-1) ?? '';

describe('the set-up link', () => {
	it('founds the first organization once, and its owner is signed in', async () => {
		expect(await isFounded(hub)).toBe(false);
		const link = await makeSetupLink(hub);
		expect(link).toMatch(/^https:\/\/hub\.example\/setup\/[\w-]{43}$/);
		for (let look = 0; look < 3; look++) expect(await setupLinkWorks(hub, tokenOf(link))).toBe(true);
		const { token } = await setUp(hub, tokenOf(link), input, from());
		expect(await currentSession(fresh.database, token)).toMatchObject({
			person: { name: 'Olga Owner', email: 'Olga@Example.com' },
			member: { role: 'owner' },
			organization: { name: 'Studio Lumi', industry: 'salon', currency: 'EUR', timeZone: 'Europe/Berlin' }
		});
		const [org] = await fresh.owner`select case_prefix, inbound_address from organizations`;
		expect(org).toMatchObject({
			case_prefix: 'SL',
			inbound_address: expect.stringMatching(/^[0-9a-f]{16}@in\.hub\.example$/) as string
		});
		expect(await setupLinkWorks(hub, tokenOf(link))).toBe(false);
		await expect(setUp(hub, tokenOf(link), input, from())).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await makeSetupLink(hub)).toBeNull();
		await signIn(hub, { email: 'olga@example.com', password: input.newPassword }, from());
	});

	it('founds one organization when links of several starts are used at the same moment', async () => {
		const links = await Promise.all([1, 2, 3].map(() => makeSetupLink(hub)));
		const outcomes = await Promise.allSettled(
			links.flatMap((link, index) =>
				[1, 2].map((time) =>
					setUp(hub, tokenOf(link), { ...input, email: `o${index}${time}@example.com` }, from())
				)
			)
		);
		expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		expect((await fresh.owner`select from organizations`).count).toBe(1);
		expect((await fresh.owner`select from people`).count).toBe(1);
	});

	it('founds nothing when guessed, expired, or when an organization came by another way', async () => {
		await expect(setUp(hub, 'a'.repeat(43), input, from())).rejects.toMatchObject({ refusal: 'conflict' });
		const old = await makeSetupLink(hub);
		await fresh.owner`update one_time_links set expires_at = now()`;
		await expect(setUp(hub, tokenOf(old), input, from())).rejects.toMatchObject({ refusal: 'conflict' });
		const link = await makeSetupLink(hub);
		await organization(fresh.owner, 'Came by the command line');
		await expect(setUp(hub, tokenOf(link), input, from())).rejects.toMatchObject({ refusal: 'conflict' });
		expect((await fresh.owner`select from organizations`).count).toBe(1);
	});

	it('stays good when the form was refused', async () => {
		const link = await makeSetupLink(hub);
		const olga = await person(fresh.owner, 'Olga');
		await expect(setUp(hub, tokenOf(link), { ...input, email: olga.email }, from())).rejects.toMatchObject({
			fields: { email: expect.stringContaining('account already') as string }
		});
		await setUp(hub, tokenOf(link), input, from());
	});
});

describe('signing up', () => {
	it('is closed unless the operator opened it', async () => {
		await expect(signUp(hub, input, from())).rejects.toMatchObject({ refusal: 'forbidden' });
		const open = testHub(fresh.database, { SIGNUP: 'open' });
		for (const newPassword of ['olga@example.com', 'Studio Lumi 1'])
			await expect(signUp(open, { ...input, newPassword }, from())).rejects.toMatchObject({
				fields: { newPassword: expect.stringContaining('guess first') as string }
			});
		const { token } = await signUp(open, input, from());
		expect(await currentSession(fresh.database, token)).toMatchObject({ member: { role: 'owner' } });
		await expect(signUp(open, input, from())).rejects.toMatchObject({ refusal: 'conflict' });
	});
});

describe('signing up where mail leaves', () => {
	it('answers alike whether the address has an account or not, and tells its owner by mail', async () => {
		const mailing = testHub(fresh.database, {
			SIGNUP: 'open',
			SMTP_URL: 'smtp://127.0.0.1:1',
			MAIL_FROM: 'hub@hub.example'
		});
		const olga = await person(fresh.owner, 'Olga');
		const asks = (email: string) => signUpByMail(mailing, { ...form, email }, from());
		const count = async () => (await fresh.owner`select from organizations`).count;
		expect([await asks(olga.email), await asks('new@example.com')]).toEqual([undefined, undefined]);
		expect(await count(), 'nothing was looked up yet').toBe(0);

		await finishSignUp(mailing, { ...form, email: olga.email });
		expect(await count()).toBe(0);
		await finishSignUp(mailing, { ...form, email: 'New@Example.com' });
		expect(await count()).toBe(1);
		const mails = await fresh.owner<
			{ recipient: string; subject: string; whole: string }[]
		>`select recipient, subject, outbox_mails::text as whole from outbox_mails order by created_at`;
		expect(mails.map(({ recipient, subject }) => ({ recipient, subject }))).toEqual([
			{ recipient: olga.email, subject: 'You have an account already' },
			{ recipient: 'New@Example.com', subject: 'Set your password at hub.example' }
		]);
		expect(mails.at(1)?.whole, 'nothing that a stranger typed').not.toMatch(
			new RegExp(`${form.organization}|${form.name}`)
		);
		await expect(
			signIn(mailing, { email: 'new@example.com', password: input.newPassword }, from()),
			'not before the link was followed'
		).rejects.toMatchObject({ refusal: 'invalid' });
	});

	it('begun again after its end was not heard of, founds and mails nothing more', async () => {
		const mailing = testHub(fresh.database, { SIGNUP: 'open' });
		const again = async () => {
			const [job] = await fresh.owner<{ payload: unknown }[]>`
				select payload from graphile_worker._private_jobs as jobs
				join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = 'sign_up' order by jobs.id desc limit 1`;
			await finishSignUp(mailing, job?.payload);
		};
		const mails = async () =>
			(await fresh.owner`select subject from outbox_mails where recipient = 'twice@example.com'`).map(
				(mail) => mail['subject'] as string
			);
		await signUpByMail(mailing, { ...form, email: 'twice@example.com' }, from());
		await again();
		await again();
		expect(await mails()).toEqual(['Set your password at hub.example']);
		const [link] = await fresh.owner`select count(*)::int as links from one_time_links`;
		expect(link?.['links'], 'the one that was mailed still works').toBe(1);
		await signUpByMail(mailing, { ...form, email: 'twice@example.com' }, from());
		await again();
		expect(await mails(), 'asked for a second time').toEqual([
			'Set your password at hub.example',
			'You have an account already'
		]);
	});

	it('is closed unless the operator opened it', async () => {
		await expect(signUpByMail(hub, form, from())).rejects.toMatchObject({ refusal: 'forbidden' });
	});
});

describe('the hub command', () => {
	it('founds for a new owner without a password, and for somebody who is known', async () => {
		const found = (email: string, mayExist: boolean) =>
			asWorker(fresh.database, null, (tx) =>
				foundOrganization(
					hub,
					tx,
					{
						name: 'Björk & Co',
						industry: 'other',
						currency: 'ISK',
						locale: 'is',
						timeZone: 'Atlantic/Reykjavik'
					},
					{ email, name: 'Björk', passwordHash: null, mayExist }
				)
			);
		const first = await found('bjork@example.com', false);
		expect(first?.personId).toMatch(/^[0-9a-f-]{36}$/);
		expect(await found('BJORK@example.com', false)).toBeNull();
		expect((await found('BJORK@example.com', true))?.personId).toBe(first?.personId);
	});
});

describe('the prefix of case numbers', () => {
	it('comes from the name', () => {
		expect(casePrefix('Studio Lumi')).toBe('SL');
		expect(casePrefix('Your Salon & Spa at Home Berlin')).toBe('YSSA');
		expect(casePrefix('Ärzte')).toBe('AR');
		expect(casePrefix('美容室')).toBe('CH');
		expect(casePrefix('X')).toBe('CH');
	});
});
