import { canChangeCustomers } from '#hub/customers/policy.ts';
import { takeContactAway } from '#hub/customers/further-contacts.ts';
import { furtherContact } from '#hub/customers/schema.ts';
import { findCustomer, furtherContactsOf } from '#hub/customers/verbs.ts';
import { documentsPage } from '#hub/documents/verbs.ts';
import { canOpenCase } from '#hub/inquiries/policy.ts';
import { caseTimeline } from '#hub/inquiries/verbs.ts';
import { loyaltyOfCustomer } from '#hub/loyalty/verbs.ts';
import { canDeleteWorkspace } from '#hub/organizations/policy.ts';
import { canMergeCustomers } from '#hub/merges/policy.ts';
import { mergedInto, undoableMerge } from '#hub/merges/preview.ts';
import { undoing } from '#hub/merges/schema.ts';
import { undoMerge } from '#hub/merges/verbs.ts';
import { PORTAL_TOKEN_PURPOSE } from '#hub/customers/portal-token.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { paymentsOf } from '#hub/payments/verbs.ts';
import { canResetPortalLink } from '#hub/portal/policy.ts';
import { portalShareOf, resetPortalLink } from '#hub/portal/share.ts';
import { accessesOf, recordSight } from '#hub/privacy/access.ts';
import { dataRequestOf, erasurePreview, holdRequest, takeOffHold } from '#hub/privacy/desk.ts';
import { eraseCustomer } from '#hub/privacy/erasure.ts';
import { approval, holding } from '#hub/privacy/schema.ts';
import { canWriteQuotes } from '#hub/quotes/policy.ts';
import { quotesOf } from '#hub/quotes/verbs.ts';
import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { instance } from '#platform/instance.ts';
import { loyaltyAtDesk } from '../../loyalty-words.ts';
import { isReread } from '../../reread-header.ts';
import { customerKey } from '../customer-key.ts';
import { answer, database, failedAs, holderOf, memberOf, submit } from '../../../respond.ts';

/** The whole page in one transaction; its parts travel to the database together. */
export const load = async ({ locals, params, url, depends, request: asked }) => {
	depends(customerKey(params.id));
	const actor = memberOf(locals);
	const page = await answer(() =>
		asMember(database(), actor, async (tx) => {
			const now = await mergedInto(tx, actor, params.id);
			if (now) redirect(303, `/customers/${now}`);
			const customer = await findCustomer(tx, actor, params.id);
			const [panel, timeline, offers, money, share, further, merge, access, loyalty, request] =
				await Promise.all([
					documentsPage(tx, actor, customer.id),
					caseTimeline(tx, actor, customer.id),
					quotesOf(tx, actor, customer.id),
					paymentsOf(tx, actor, customer.id),
					portalShareOf(instance(), tx, actor, customer.id),
					furtherContactsOf(tx, actor, customer),
					undoableMerge(tx, actor, customer.id),
					accessesOf(tx, actor, customer.id, { again: isReread(asked) }),
					loyaltyOfCustomer(tx, actor, customer.id),
					dataRequestOf(tx, actor, customer.id)
				]);
			// Without a script the form that comes back is asked for by the name of its action.
			const erasing = url.searchParams.has('erase') || url.searchParams.has('/erase');
			return {
				customer,
				request,
				// Counted for whoever may delete, when that is what she came for.
				erasure: request || erasing ? await erasurePreview(tx, actor, customer.id) : null,
				erasing,
				mayErase: canDeleteWorkspace(actor.role),
				panel,
				timeline,
				offers,
				money,
				further,
				merge,
				access,
				loyalty: loyaltyAtDesk(loyalty, locals.session),
				mayMerge: canMergeCustomers(actor.role),
				share: { ...share, mayReset: canResetPortalLink(actor.role) },
				mayChange: canChangeCustomers(actor.role),
				mayOpenCase: canOpenCase(actor.role),
				mayQuote: canWriteQuotes(actor.role)
			};
		})
	);
	if (page.access.unseen) await recordSight(database(), actor, page.customer.id);
	return page;
};

export const actions = {
	resetLink: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, z.strictObject({}), () =>
			asMember(database(), actor, (tx) => resetPortalLink(instance(), tx, actor, event.params.id))
		);
		return failed ?? { done: 'reset' as const };
	},

	takeContactAway: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, furtherContact, (contact) =>
			asMember(database(), actor, (tx) => takeContactAway(tx, actor, event.params.id, contact))
		);
		return failed ?? { done: 'taken away' as const };
	},

	hold: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, holding, (input) =>
			asMember(database(), actor, (tx) => holdRequest(tx, actor, event.params.id, input))
		);
		return failed ? failedAs('hold', failed) : { done: 'held' as const };
	},

	takeOffHold: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, z.strictObject({}), () =>
			asMember(database(), actor, (tx) => takeOffHold(tx, actor, event.params.id))
		);
		return failed ? failedAs('hold', failed) : { done: 'taken off hold' as const };
	},

	/** S16. Her page is gone afterwards, so the answer leads to where the deletion is recorded. */
	erase: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, approval, (input) =>
			eraseCustomer(instance(), holderOf(event.locals), actor, event.params.id, input)
		);
		if (failed) return failedAs('erase', failed);
		redirect(303, `/settings/privacy?erased=${done.erasureId}`);
	},

	undoMerge: async (event) => {
		const actor = memberOf(event.locals);
		const key = instance().secrets.derive(PORTAL_TOKEN_PURPOSE);
		const { failed } = await submit(event, undoing, (input) =>
			asMember(database(), actor, (tx) => undoMerge(tx, actor, event.params.id, input, key))
		);
		return failed ?? { done: 'undone' as const };
	}
};
