import { redirect, type RequestEvent } from '@sveltejs/kit';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { database, failedAs, memberOf, submit } from '../respond.ts';

type Verb<T> = (tx: Tx, actor: Member, id: string, input: T) => Promise<unknown>;

/**
 * The forms of the pages `place/<id>`: a verb on what the page shows, then back to it. A script gets the same as an answer, and stays where
 * it is. `of` says which form of the page was refused.
 */
export const changeOf =
	(place: string) =>
	<T>(of: string, schema: Parameters<typeof submit<T, unknown>>[1], verb: Verb<T>) =>
	async (event: RequestEvent<{ id: string }>) => {
		const actor = memberOf(event.locals);
		const { failed } = await submit(event, schema, (input) =>
			asMember(database(), actor, (tx) => verb(tx, actor, event.params.id, input))
		);
		if (failed) return failedAs(of, failed);
		redirect(303, `${place}/${event.params.id}`);
	};
