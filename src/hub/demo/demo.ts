import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { changeLogo } from '#hub/branding/verbs.ts';
import { addCustomer } from '#hub/customers/verbs.ts';
import { openPortalToken, PORTAL_TOKEN_PURPOSE, portalLink } from '#hub/customers/portal-token.ts';
import { asMember, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { newInboundAddress } from '#hub/organizations/inbound-address.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Instance } from '#platform/instance.ts';
import { drawAll, shareFiles } from './files.ts';
import { rowsOf, type Kept } from './rows.ts';
import * as sql from './sql.ts';
import { bride } from './story/bride.ts';
import { neighbours } from './story/neighbours.ts';
import { regulars } from './story/regulars.ts';
import { moment } from './story/time.ts';
import type { DemoCustomer } from './story/types.ts';
import { code, randomPassword, team, telephones } from './team.ts';
import { removeUnfinished } from './unfinished.ts';

/** What `hub demo --json` prints (INTERFACES, "Commands"). */
export type DemoOrganization = {
	origin: string;
	organization: { id: string; name: string; inboundAddress: string };
	members: { email: string; password: string; role: MemberRole }[];
	customers: { id: string; name: string; email: string; portalUrl: string }[];
};

const NAME = 'Studio Lumi';
const FOUNDED = 640;
const DAY = 24 * 60 * 60_000;

type Cast = { orgId: string; owner: Member; members: sql.NewMember[]; passwords: string[]; tag: string };

/**
 * Makes a salon with a team, a dozen customers and all that happened to them up to today. Each one is new: its addresses and
 * numbers are used nowhere else. The first customer has an open case, quotes, payments, documents and referrals; none of
 * these is of another customer that the answer names. A demo whose process dies is removed by the next one.
 */
export function makeDemoOrganization(
	instance: Instance,
	maintenance: Maintenance
): Promise<DemoOrganization> {
	return maintenance.inTurn('demo', async () => {
		await removeUnfinished(instance, maintenance);
		const now = new Date();
		const story = [bride(now), ...regulars(), ...neighbours()];
		const drawing = drawAll(story);
		const cast = await found(maintenance, now);
		const customers = await addCustomers(instance, cast, story, now);
		const rows = rowsOf({ orgId: cast.orgId, now, members: byRole(cast.members), customers });
		const { caseNumber, quoteNumber, invoiceNumber, receiptNumber, ...tables } = rows;
		const numbers = { caseNumber, quoteNumber, invoiceNumber, receiptNumber };
		// As the owner of the tables: these conversations are over, so none of their messages reopens a case.
		await maintenance.transaction(async (tx) => {
			for (const [table, some] of Object.entries(tables))
				await sql.insertRows(tx, table as keyof typeof tables, some);
		});
		const actor = (role: MemberRole) => actorOf(cast.orgId, cast.members, role);
		const drawn = await drawing;
		await changeLogo(instance, cast.owner, Readable.from([drawn.logo]));
		await shareFiles(instance, actor, customers, drawn.files, now);
		const inboundAddress = newInboundAddress(instance.config.origin);
		const answer = await describe(instance, cast, customers, inboundAddress);
		await maintenance.transaction((tx) => sql.finish(tx, cast.orgId, { ...numbers, inboundAddress }));
		return answer;
	});
}

async function found(maintenance: Maintenance, now: Date): Promise<Cast> {
	const tag = code(6);
	const orgId = randomUUID();
	const passwords = team.map(randomPassword);
	const hashes = await Promise.all(passwords.map(hashPassword));
	const members = team.map(({ role, name, mailbox }, index) => ({
		personId: randomUUID(),
		memberId: randomUUID(),
		role,
		name,
		email: `${mailbox}@lumi-${tag}.example`,
		passwordHash: hashes[index] ?? ''
	}));
	await maintenance.transaction(async (tx) => {
		await sql.insertUnfinished(tx, {
			id: orgId,
			name: NAME,
			contactEmail: `hello@lumi-${tag}.example`,
			contactPhone: telephones()(),
			brandColor: '#8c4a5a',
			casePrefix: 'SL',
			createdAt: new Date(now.getTime() - FOUNDED * DAY)
		});
		await sql.insertTeam(tx, orgId, members);
	});
	const owner = actorOf(orgId, members, 'owner');
	return { orgId, owner, members, passwords, tag };
}

function actorOf(orgId: string, members: sql.NewMember[], role: MemberRole): Member {
	const member = members.find((one) => one.role === role);
	if (!member) throw new Error(`the team has no ${role}`);
	return { kind: 'member', orgId, role, memberId: member.memberId, personId: member.personId };
}

const byRole = (members: sql.NewMember[]) =>
	Object.fromEntries(members.map(({ role, memberId }) => [role, memberId])) as Record<MemberRole, string>;

async function addCustomers(
	instance: Instance,
	cast: Cast,
	story: DemoCustomer[],
	now: Date
): Promise<Kept[]> {
	const key = instance.secrets.derive(PORTAL_TOKEN_PURPOSE);
	const draw = telephones();
	const numbers = new Map<string, string>();
	const numberOf = (telephone: string) => {
		const number = numbers.get(telephone) ?? draw();
		numbers.set(telephone, number);
		return number;
	};
	return asMember(instance.database, cast.owner, async (tx) => {
		const kept: Kept[] = [];
		for (const told of story) {
			const added = await addCustomer(
				tx,
				cast.owner,
				{
					name: told.name,
					email: told.mailbox && emailOf(told.mailbox, cast.tag),
					phone: told.telephone && numberOf(told.telephone),
					address: told.address ?? null,
					locale: told.locale ?? null,
					// The family shares a telephone.
					anyway: true
				},
				key
			);
			if (!('id' in added)) throw new Error(`${told.name} was taken for somebody else.`);
			await sql.setCustomerPast(tx, {
				id: added.id,
				preferences: told.preferences ?? '',
				preferencesUpdatedAt: told.preferences
					? moment(now, told.preferencesSaved ?? told.seen ?? told.since)
					: null,
				seenAt: told.seen ? moment(now, told.seen) : null,
				since: moment(now, told.since)
			});
			kept.push({ ...told, id: added.id });
		}
		return kept;
	});
}

const emailOf = (mailbox: string, tag: string) => `${mailbox}@mail-${tag}.example`;

async function describe(
	instance: Instance,
	cast: Cast,
	customers: Kept[],
	inboundAddress: string
): Promise<DemoOrganization> {
	const key = instance.secrets.derive(PORTAL_TOKEN_PURPOSE);
	const sealed = await asMember(instance.database, cast.owner, sql.sealedTokens);
	const { origin } = instance.config;
	const portalUrl = (customerId: string) => {
		const copy = sealed.get(customerId);
		if (!copy) throw new Error('a demo customer is gone');
		return portalLink(origin, openPortalToken(key, { orgId: cast.orgId, customerId }, copy));
	};
	const friends = new Set(customers.flatMap((customer) => (customer.sent ?? []).map((sent) => sent.mailbox)));
	const alone = (customer: Kept) =>
		customers.filter((other) => other.telephone === customer.telephone).length === 1;
	return {
		origin,
		organization: { id: cast.orgId, name: NAME, inboundAddress },
		members: cast.members.map(({ email, role }, index) => ({
			email,
			password: cast.passwords[index] ?? '',
			role
		})),
		customers: customers.flatMap((customer) =>
			customer.mailbox && !friends.has(customer.mailbox) && alone(customer)
				? [
						{
							id: customer.id,
							name: customer.name,
							email: emailOf(customer.mailbox, cast.tag),
							portalUrl: portalUrl(customer.id)
						}
					]
				: []
		)
	};
}
