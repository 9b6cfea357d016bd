import { z } from 'zod';
import { saveDraft } from '#hub/messages/drafts.ts';
import { channels } from '#hub/messages/types.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { paragraph, uuid } from '#platform/forms/text.ts';
import { answer, database, memberOf, submit } from '../../../../respond.ts';

const draftForm = z.strictObject({
	body: paragraph('The draft', 100_000),
	mode: z.enum(['reply', 'note']),
	channel: z.enum(channels).optional(),
	key: uuid('The key').optional()
});

/** Keeps what is being typed; a browser that leaves the page sends it last (`sendBeacon`). */
export const POST = async (event) => {
	const actor = memberOf(event.locals);
	const { failed } = await answer(() =>
		submit(event, draftForm, ({ body, mode, channel, key }) =>
			asMember(database(), actor, (tx) =>
				saveDraft(instance(), tx, actor, {
					inquiryId: event.params.id,
					body,
					note: mode === 'note',
					channel: channel ?? null,
					key: key ?? null
				})
			)
		)
	);
	return new Response(null, { status: failed ? failed.status : 204 });
};
