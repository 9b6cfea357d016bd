import { randomUUID } from 'node:crypto';
import { PORTAL_TOKEN_PURPOSE, portalLink } from '#hub/customers/portal-token.ts';
import { newInboundAddress } from '#hub/organizations/inbound-address.ts';
import { hashPassword } from '#hub/people/passwords.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Instance } from '#platform/instance.ts';
import { caseRows, customerRows, type Seeded } from './plan.ts';
import * as sql from './sql.ts';
import { answers, questions, services } from './words.ts';

/** How much to make; customers and messages are for each organization. */
export type Amount = { organizations: number; customers: number; messages: number };

export type SeededOrganization = sql.Inserted & {
	id: string;
	name: string;
	customers: number;
	/** A few portal links to try. */
	portalUrls: string[];
};

export type SeedReport = {
	origin: string;
	/** One person who owns them all. */
	owner: { email: string; password: string };
	organizations: SeededOrganization[];
	seconds: number;
};

/** Portal links named in the report, for each organization. */
const LINKS = 3;
/** Customers who send friends. */
const REFERRERS = 1000;

/**
 * Fills the database for tests of scale: organizations with customers, cases, messages, quotes, payments and referrals, but no
 * files. Each organization is one transaction, whole or not there. `say` hears of each one.
 */
export async function seed(
	instance: Instance,
	maintenance: Maintenance,
	amount: Amount,
	say: (line: string) => void = () => undefined
): Promise<SeedReport> {
	const began = performance.now();
	const tag = randomUUID().slice(0, 8);
	const password = randomUUID();
	const email = `owner@seed-${tag}.example`;
	const owner = {
		personId: randomUUID(),
		name: 'Olive Owner',
		email,
		passwordHash: await hashPassword(password)
	};
	await maintenance.transaction((tx) => sql.insertOwner(tx, owner));
	const organizations: SeededOrganization[] = [];
	for (let number = 1; number <= amount.organizations; number++) {
		const made = await seedOrganization(
			instance,
			maintenance,
			`Bulk Salon ${number} (${tag})`,
			owner.personId,
			amount
		);
		organizations.push(made);
		say(`${made.name}: ${made.customers} customers, ${made.inquiries} cases, ${made.messages} messages`);
	}
	await maintenance.transaction(sql.takeStock);
	return {
		origin: instance.config.origin,
		owner: { email, password },
		organizations,
		seconds: Math.round((performance.now() - began) / 100) / 10
	};
}

function seedOrganization(
	instance: Instance,
	maintenance: Maintenance,
	name: string,
	ownerId: string,
	amount: Amount
): Promise<SeededOrganization> {
	const { origin } = instance.config;
	const id = randomUUID();
	const key = instance.secrets.derive(PORTAL_TOKEN_PURPOSE);
	const customers: Seeded[] = [];
	return maintenance.transaction(async (tx) => {
		const memberId = await sql.insertOrganization(tx, {
			id,
			name,
			inboundAddress: newInboundAddress(origin),
			ownerId
		});
		await sql.insertCustomers(
			tx,
			customerRows(id, amount.customers, key, (customer) => customers.push(customer))
		);
		await sql.planCases(tx, caseRows(id, customers, customers.length ? amount.messages : 0));
		const inquiries = await sql.insertCases(tx, id, memberId);
		const messages = await sql.insertMessages(tx, id, memberId, { questions, answers });
		const { quotes, payments } = await sql.insertQuotes(tx, id, services);
		const referrers = customers.slice(0, REFERRERS).map((customer) => customer.id);
		const referrals = referrers.length ? await sql.insertReferrals(tx, referrers) : 0;
		const portalUrls = customers.slice(0, LINKS).map((customer) => portalLink(origin, customer.token));
		return {
			id,
			name,
			customers: customers.length,
			inquiries,
			messages,
			quotes,
			payments,
			referrals,
			portalUrls
		};
	});
}
