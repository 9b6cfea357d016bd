import { asMember } from '#hub/organizations/actor.ts';
import { viewAsCustomer } from '#hub/portal/page.ts';
import { findQuote } from '#hub/quotes/verbs.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import { portalForDesk } from '../../../../desk-portal.ts';
import type { RequestHandler } from './$types';

/** The customer's page with this quote alone on it, a draft as if it had been sent. Nothing on it can be pressed. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const page = await answer(() =>
		asMember(database(), actor, async (tx) => {
			const quote = await findQuote(tx, actor, params.id);
			const whole = await viewAsCustomer(tx, actor, quote.customer.id, 1);
			const shown = {
				id: quote.id,
				number: quote.number,
				invoiceNumber: quote.invoiceNumber,
				title: quote.title,
				status: quote.status === 'draft' ? ('sent' as const) : quote.status,
				currency: quote.currency,
				taxIncluded: quote.taxIncluded,
				discount: quote.discountMinor,
				subtotal: quote.subtotalMinor,
				tax: quote.taxMinor,
				total: quote.totalMinor,
				received: quote.receivedMinor,
				note: quote.note,
				validUntil: quote.validUntil,
				dueOn: quote.dueOn,
				howToPay: null,
				sentAt: (quote.sentAt ?? new Date()).toISOString(),
				invoicedAt: quote.invoicedAt?.toISOString() ?? null,
				items: quote.items.map((item) => ({
					description: item.description,
					quantity: item.quantity / 1000,
					unitPrice: item.unitPriceMinor,
					discount: item.discountMinor,
					total: item.totalMinor
				}))
			};
			return { ...whole, case: null, documents: [], documentCount: 0, quotes: [shown], payments: [] };
		})
	);
	return portalForDesk(page, null);
};
