import { randomUUID } from 'node:crypto';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { assignCase } from '#hub/inquiries/assign.ts';
import { deleteCase, markRead, renameCase, restoreCase } from '#hub/inquiries/change.ts';
import { closeCase, reopenCase } from '#hub/inquiries/close.ts';
import { compose } from '#hub/inquiries/compose.ts';
import { followUp } from '#hub/inquiries/follow-up.ts';
import { deleteNote } from '#hub/inquiries/notes.ts';
import { readCase } from '#hub/inquiries/read.ts';
import * as forms from '#hub/inquiries/schema.ts';
import { takeBack } from '#hub/inquiries/take-back.ts';
import { loyaltyOfCustomer } from '#hub/loyalty/verbs.ts';
import { draftOf } from '#hub/messages/drafts-sql.ts';
import { savedReplies } from '#hub/messages/replies.ts';
import { retrySend } from '#hub/messages/send.ts';
import type { Latest } from '#hub/messages/thread-sql.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { accessesOfCase, recordCaseSight } from '#hub/privacy/access.ts';
import { quotesOfCase } from '#hub/quotes/verbs.ts';
import { settleForm } from '#hub/referrals/schema.ts';
import { referralOfCase, sayWhoItIs } from '#hub/referrals/settle.ts';
import { instance } from '#platform/instance.ts';
import { readMultipart, UPLOAD } from '#platform/multipart/multipart.ts';
import { answer, attempt, database, failedAs, memberOf, submit } from '../../../respond.ts';
import { changeOf } from '../../change.ts';
import { loyaltyAtDesk } from '../../loyalty-words.ts';
import { isReread } from '../../reread-header.ts';
import { caseKey, shownMessages } from './address.ts';

/** Bytes of 100,000 characters, whatever the script. */
const LONGEST_TEXT = 400 * 1024;

/** The whole page in one transaction. It is asked for anew on `invalidate(caseKey(id))`. That she opened it is written once in a while. */
export const load = async ({ locals, params, url, depends, request }) => {
	depends(caseKey(params.id));
	const actor = memberOf(locals);
	const show = shownMessages(url);
	const page = await answer(() =>
		asMember(database(), actor, async (tx) => {
			const [shown, draft, replies, quotes, access] = await Promise.all([
				readCase(tx, actor, params.id, show),
				draftOf(tx, params.id, actor.memberId),
				savedReplies(tx, actor),
				quotesOfCase(tx, actor, params.id),
				accessesOfCase(tx, actor, params.id, { again: isReread(request) })
			]);
			const referral = shown.source === 'referral' ? await referralOfCase(tx, actor, params.id) : null;
			const loyalty = shown.customer && (await loyaltyOfCustomer(tx, actor, shown.customer.id));
			return {
				shown,
				draft,
				replies,
				quotes,
				referral,
				access,
				loyalty: loyaltyAtDesk(loyalty, locals.session),
				memberId: actor.memberId,
				now: new Date(),
				key: randomUUID()
			};
		})
	);
	if (page.access.unseen) await recordCaseSight(database(), actor, page.shown.id);
	return page;
};

type Event = RequestEvent<{ id: string }>;
const change = changeOf('/inbox');

/** The composer: JSON for the script, and for the form without one the page again, with a way to take the message back. */
async function reply(event: Event) {
	const { params, locals, request } = event;
	const typed: Record<string, string> = {};
	const parts = readMultipart(request, { ...UPLOAD, fieldSize: LONGEST_TEXT });
	const { done, failed } = await attempt(
		typed,
		() => compose(instance(), memberOf(locals), params.id, parts, typed),
		event
	);
	if (failed) return refusedReply(failed.status, failed.data, null);
	if (done.kind === 'meanwhile') return refusedReply(409, { errors: {}, values: typed }, done.latest);
	redirect(303, `/inbox/${params.id}?${done.kind}=${done.id}`);
}

const refusedReply = (
	status: number,
	{ errors, values }: { errors: Record<string, string>; values: Record<string, string> },
	meanwhile: Latest | null
) => fail(status, { of: 'reply', errors, values, meanwhile });

async function undo(event: Event) {
	const actor = memberOf(event.locals);
	const { done, failed } = await submit(event, forms.messageForm, ({ message }) =>
		asMember(database(), actor, (tx) =>
			takeBack(tx, actor, { inquiryId: event.params.id, messageId: message })
		)
	);
	return failed ? failedAs('message', failed) : { of: 'undo' as const, taken: done };
}

export const actions = {
	reply,
	undo,
	retry: change('message', forms.messageForm, (tx, actor, _id, { message }) => retrySend(tx, actor, message)),
	deleteNote: change('message', forms.noteForm, (tx, actor, inquiryId, { note }) =>
		deleteNote(tx, actor, { inquiryId, noteId: note })
	),
	assign: change('assign', forms.assignForm, (tx, actor, inquiryId, { assignee, was }) =>
		assignCase(tx, actor, { inquiryId, to: assignee, was })
	),
	close: change('close', forms.closeForm, (tx, actor, inquiryId, input) =>
		closeCase(tx, actor, { inquiryId, ...input })
	),
	reopen: change('reopen', forms.reopenForm, (tx, actor, inquiryId) => reopenCase(tx, actor, inquiryId)),
	friend: change('friend', settleForm, (tx, actor, inquiryId, { friend }) =>
		sayWhoItIs(instance(), tx, actor, { inquiryId, friend })
	),
	rename: change('rename', forms.renameForm, (tx, actor, inquiryId, input) =>
		renameCase(tx, actor, { inquiryId, ...input })
	),
	followUp: change('followUp', forms.followUpForm, (tx, actor, inquiryId, { on, was }) =>
		followUp(tx, actor, { inquiryId, on, was: was ?? null })
	),
	delete: change('delete', forms.deleteForm, (tx, actor, inquiryId) => deleteCase(tx, actor, inquiryId)),
	restore: change('restore', forms.deleteForm, (tx, actor, inquiryId) => restoreCase(tx, actor, inquiryId)),
	read: change('read', forms.readForm, (tx, actor, inquiryId, { seen }) =>
		markRead(tx, actor, { inquiryId, seen })
	)
};
