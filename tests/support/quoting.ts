import { randomUUID } from 'node:crypto';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { recordPayment } from '#hub/payments/record.ts';
import { beginQuote, saveDraft } from '#hub/quotes/drafts.ts';
import { decideQuote, issueQuote, makeInvoice } from '#hub/quotes/issue.ts';
import { findQuote } from '#hub/quotes/verbs.ts';
import type { Tx } from '#platform/database/database.ts';
import type { FreshDatabase } from './database.ts';
import { wholeOrganization, type Whole } from './organizations.ts';
import { joins, person } from './people.ts';

type TypedLine = [what: string, quantity: string, price: string, tax?: string];

/** The editor's form, as it was typed. */
export const draftFields = (version: number, ...some: TypedLine[]) => ({
	title: 'Cut and colour',
	note: '',
	valid_until: '',
	tax: 'included',
	version: String(version),
	...Object.fromEntries(
		some.flatMap(([what, quantity, price, tax = '9'], index) => [
			[`line-${index}-what`, what],
			[`line-${index}-quantity`, quantity],
			[`line-${index}-price`, price],
			[`line-${index}-tax`, tax]
		])
	)
});

export type QuotingSalon = Awaited<ReturnType<typeof quotingSalon>>;

/**
 * A business that writes quotes for Carla in one case of hers, with who works there, and a neighbour's owner (Nora). In a database that is
 * the calling file's alone.
 */
export async function quotingSalon(fresh: FreshDatabase) {
	const lumi: Whole = await wholeOrganization(fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	await fresh.owner`delete from quotes`;
	await fresh.owner`update organizations set tax_bp = 900, last_quote_number = 40, last_receipt_number = 0, postal_address = ${'1 Lane\nDublin'}`;
	const member = async (name: string, orgId: string, role: Member['role']): Promise<Member> => {
		const who = await person(fresh.owner, name);
		const { memberId } = await joins(fresh.owner, who, orgId, role);
		return { kind: 'member', orgId, memberId, personId: who.id, role };
	};
	const olga = await member('Olga', lumi.orgId, 'owner');
	const carla = lumi.customers[0]?.id ?? '';
	const caseId = lumi.customers[0]?.inquiryId ?? '';

	const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
	const begin = (actor: Member = olga, templateId: string | null = null) =>
		as(actor, (tx) =>
			beginQuote(tx, actor, {
				customerId: carla,
				inquiryId: caseId,
				title: 'Cut and colour',
				templateId,
				key: randomUUID()
			})
		);
	async function written(price = '100'): Promise<string> {
		const id = await begin();
		await as(olga, (tx) => saveDraft(tx, olga, id, draftFields(1, ['Cut', '1', price])));
		return id;
	}
	async function invoice(price = '100'): Promise<string> {
		const id = await written(price);
		await as(olga, async (tx) => {
			await issueQuote(tx, olga, id, { version: 2, key: randomUUID() });
			await decideQuote(tx, olga, id, 'accepted');
			await makeInvoice(tx, olga, id);
		});
		return id;
	}
	return {
		lumi,
		olga,
		agnes: await member('Agnes', lumi.orgId, 'agent'),
		vera: await member('Vera', lumi.orgId, 'viewer'),
		nora: await member('Nora', neighbour.orgId, 'owner'),
		carla,
		caseId,
		as,
		begin,
		/** A draft with one line. */
		written,
		/** An open invoice of one line. */
		invoice,
		read: (id: string) => as(olga, (tx) => findQuote(tx, olga, id)),
		pay: (id: string, amount: string, actor = olga, key: string = randomUUID()) =>
			as(actor, (tx) =>
				recordPayment(tx, actor, id, {
					amount,
					method: 'card',
					reference: null,
					received_on: '2026-01-05',
					key
				})
			)
	};
}
