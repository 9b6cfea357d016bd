import { randomUUID } from 'node:crypto';
import { error, redirect } from '@sveltejs/kit';
import { latelyInTouch, suggestCustomers } from '#hub/customers/list.ts';
import { findCustomer } from '#hub/customers/verbs.ts';
import { readCase } from '#hub/inquiries/read.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { beginQuote, templatesOf } from '#hub/quotes/drafts.ts';
import { canWriteQuotes } from '#hub/quotes/policy.ts';
import { newQuoteForm } from '#hub/quotes/schema.ts';
import { isUuid, searched } from '#platform/forms/text.ts';
import { answer, database, memberOf, submit } from '../../../respond.ts';

/** Customers offered while one is sought, and before. */
const OFFERED = 8;

/** For whom, then with what to begin. It changes nothing: the draft begins with the form. */
export const load = async ({ locals, url }) => {
	const actor = memberOf(locals);
	if (!canWriteQuotes(actor.role)) error(403, 'You can read quotes, but not write any.');
	const customerId = url.searchParams.get('customer');
	const caseId = url.searchParams.get('case');
	const query = searched(url.searchParams);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const customer = customerId ? await findCustomer(tx, actor, customerId) : null;
			const inquiry = caseId && isUuid(caseId) ? await readCase(tx, actor, caseId) : null;
			return {
				customer: customer && { id: customer.id, name: customer.name },
				inquiry:
					inquiry?.customer?.id === customer?.id && inquiry
						? { id: inquiry.id, number: inquiry.number, subject: inquiry.subject }
						: null,
				templates: await templatesOf(tx, actor),
				query,
				found: customer
					? []
					: query
						? await suggestCustomers(tx, actor, query, OFFERED)
						: await latelyInTouch(tx, actor, OFFERED),
				key: randomUUID()
			};
		})
	);
};

export const actions = {
	default: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, newQuoteForm, (input) =>
			asMember(database(), actor, (tx) =>
				beginQuote(tx, actor, {
					customerId: input.customer,
					inquiryId: input.case || null,
					title: input.title,
					templateId: input.template || null,
					key: input.key
				})
			)
		);
		if (failed) return failed;
		redirect(303, `/quotes/${done}`);
	}
};
