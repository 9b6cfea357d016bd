import { z } from 'zod';
import { canReply } from '#hub/messages/policy.ts';
import { discardCustomerMail, listCustomerMails, retryCustomerMail } from '#hub/messages/outbox.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { discardMail, listOutbox, retryMail } from '#hub/outbox/outbox.ts';
import type { Tx } from '#platform/database/database.ts';
import { uuid } from '#platform/forms/text.ts';
import { instance } from '#platform/instance.ts';
import { answer, database, failedAs, memberOf, submit } from '../../../respond.ts';
import type { RequestEvent } from './$types';

export const load = ({ locals }) =>
	answer(async () => {
		const actor = memberOf(locals);
		const { customerMails, mails } = await asMember(database(), actor, async (tx) => ({
			customerMails: await listCustomerMails(tx, actor),
			mails: await listOutbox(instance(), tx, actor)
		}));
		return {
			customerMails,
			mails,
			server: instance().config.smtpUrl !== null,
			mayRetry: canReply(actor.role)
		};
	});

const mailForm = z.strictObject({ mail: uuid('The mail') });

type Verb = (tx: Tx, actor: Member, mail: string) => Promise<void>;

async function handle(event: RequestEvent, verb: Verb) {
	const actor = memberOf(event.locals);
	const { failed } = await submit(event, mailForm, ({ mail }) =>
		asMember(database(), actor, (tx) => verb(tx, actor, mail))
	);
	return failed ? failedAs('mail', failed) : { done: 'handled' as const };
}

export const actions = {
	retry: (event) => handle(event, retryCustomerMail),
	discard: (event) => handle(event, discardCustomerMail),
	retryOther: (event) => handle(event, retryMail),
	discardOther: (event) => handle(event, discardMail)
};
