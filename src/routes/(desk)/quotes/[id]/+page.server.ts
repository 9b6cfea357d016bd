import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { channelsFor } from '#hub/messages/channels.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { markUnpaid, recordPayment, refund } from '#hub/payments/record.ts';
import { paymentForm, refundForm, unpaidForm } from '#hub/payments/schema.ts';
import { coverOf } from '#hub/quotes/cover.ts';
import { deleteDraft, duplicateQuote, saveDraft, saveTemplate } from '#hub/quotes/drafts.ts';
import { decideQuote, makeInvoice, voidQuote } from '#hub/quotes/issue.ts';
import { canTakeBackMoney, canVoid, canWriteQuotes } from '#hub/quotes/policy.ts';
import * as forms from '#hub/quotes/schema.ts';
import { sendQuote } from '#hub/quotes/send.ts';
import { moneySetupOf } from '#hub/quotes/setup.ts';
import { findQuote } from '#hub/quotes/verbs.ts';
import { instance } from '#platform/instance.ts';
import { answer, attempt, database, failedAs, memberOf, submit } from '../../../respond.ts';
import { changeOf } from '../../change.ts';
import { applied } from './typed-lines.ts';

export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const quote = await findQuote(tx, actor, params.id);
			const [channels, setup] = await Promise.all([
				channelsFor(tx, quote.customer.id),
				moneySetupOf(tx, actor)
			]);
			return {
				quote,
				channels,
				setup,
				cover: coverOf(quote, setup.locale),
				now: new Date(),
				key: randomUUID(),
				may: {
					write: canWriteQuotes(actor.role),
					void: canVoid(actor.role, quote.status),
					takeBack: canTakeBackMoney(actor.role)
				}
			};
		})
	);
};

type Event = RequestEvent<{ id: string }>;
const change = changeOf('/quotes');

/** The editor without a script: whatever button was pressed, the draft is saved first. */
async function save(event: Event) {
	const actor = memberOf(event.locals);
	const { done, failed } = await submit(event, forms.draftForm, async (typed) => {
		const fields = applied(typed);
		return {
			fields,
			...(await attempt(fields, () =>
				asMember(database(), actor, (tx) => saveDraft(tx, actor, event.params.id, fields))
			))
		};
	});
	if (failed) return failedAs('save', failed);
	if (done.failed) return failedAs('save', done.failed);
	if ('meanwhile' in done.done)
		return fail(409, {
			of: 'save',
			errors: { '': 'Somebody else saved this quote meanwhile. Save again to keep yours.' } as Record<
				string,
				string
			>,
			values: { ...done.fields, version: String(done.done.meanwhile.version) }
		});
	redirect(303, `/quotes/${event.params.id}`);
}

/** Issues a draft, and sends its PDF as wished; what was issued before is only sent. */
async function send(event: Event) {
	const actor = memberOf(event.locals);
	const { id: quoteId } = event.params;
	const { failed } = await submit(event, forms.sendForm, ({ version, seen, ...input }) =>
		sendQuote(instance(), actor, {
			quoteId,
			...input,
			version: version ? Number(version) : null,
			seen: seen ?? null
		})
	);
	if (failed) return failedAs('send', failed);
	redirect(303, `/quotes/${quoteId}`);
}

export const actions = {
	save,
	send,
	accept: change('step', forms.nothingForm, (tx, actor, id) => decideQuote(tx, actor, id, 'accepted')),
	decline: change('step', forms.reasonForm, (tx, actor, id, { reason }) =>
		decideQuote(tx, actor, id, 'declined', reason)
	),
	invoice: change('step', forms.nothingForm, (tx, actor, id) => makeInvoice(tx, actor, id)),
	void: change('step', forms.reasonForm, (tx, actor, id, { reason }) => voidQuote(tx, actor, id, reason)),
	pay: change('pay', paymentForm, (tx, actor, id, input) => recordPayment(tx, actor, id, input)),
	unpaid: change('unpaid', unpaidForm, (tx, actor, id, input) => markUnpaid(tx, actor, id, input)),
	refund: change('step', refundForm, (tx, actor, id, { reason }) => refund(tx, actor, id, reason)),
	template: change('template', forms.templateForm, (tx, actor, id, { name }) =>
		saveTemplate(tx, actor, id, name)
	),
	duplicate: async (event) => {
		const actor = memberOf(event.locals);
		const { done, failed } = await submit(event, forms.nothingForm, () =>
			asMember(database(), actor, (tx) => duplicateQuote(tx, actor, event.params.id))
		);
		if (failed) return failedAs('step', failed);
		redirect(303, `/quotes/${done}`);
	},
	delete: async (event) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, forms.nothingForm, () =>
			asMember(database(), actor, (tx) => deleteDraft(tx, actor, event.params.id))
		);
		if (failed) return failedAs('step', failed);
		redirect(303, '/quotes');
	}
};
