import { json } from '@sveltejs/kit';
import { asMember } from '#hub/organizations/actor.ts';
import { coverOf } from '#hub/quotes/cover.ts';
import { saveDraft } from '#hub/quotes/drafts.ts';
import { draftForm } from '#hub/quotes/schema.ts';
import { moneySetupOf } from '#hub/quotes/setup.ts';
import { findQuote } from '#hub/quotes/verbs.ts';
import { answer, database, memberOf, submit } from '../../../../respond.ts';

/** What the editor is told of a save: the new version and the words to send it with, or what is wrong by field, or that somebody else was faster. */
export type Kept =
	| { version: number; cover: string }
	| { errors: Record<string, string> }
	| { meanwhile: { version: number } };

/** Keeps the draft while it is being written. */
export const POST = async (event) => {
	const actor = memberOf(event.locals);
	const { done, failed } = await answer(() =>
		submit(event, draftForm, (fields) =>
			asMember(database(), actor, async (tx) => {
				const saved = await saveDraft(tx, actor, event.params.id, fields);
				if ('meanwhile' in saved) return saved;
				const [quote, setup] = await Promise.all([
					findQuote(tx, actor, event.params.id),
					moneySetupOf(tx, actor)
				]);
				return { version: saved.version, cover: coverOf(quote, setup.locale).text };
			})
		)
	);
	if (failed) return json({ errors: failed.data.errors } satisfies Kept, { status: failed.status });
	if ('meanwhile' in done) return json({ meanwhile: done.meanwhile } satisfies Kept, { status: 409 });
	return json(done satisfies Kept);
};
