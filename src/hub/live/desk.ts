import type { Member } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import type { ServerEvent } from '#platform/live/event-stream.ts';
import type { Notice } from '#platform/live/notices.ts';
import { Places } from '#platform/live/places.ts';
import { hashToken } from '#platform/tokens.ts';
import { follow } from './follow.ts';
import { sessionWorksIn } from './sql.ts';

/** Streams per session: its browser needs one for all its tabs, more only where tabs cannot share. */
const places = new Places(6);

/** What members hear of, and which of its ids they are given. */
const told: Record<string, readonly string[]> = {
	message: ['inquiry', 'customer', 'message'],
	state: ['inquiry', 'customer', 'message'],
	inquiry: ['inquiry', 'customer'],
	note: ['inquiry'],
	page: ['customer'],
	read: ['inquiry'],
	presence: ['inquiry', 'member', 'state']
};

const AGAIN: ServerEvent = { data: '{"kind":"again"}' };

/**
 * What happens in the member's organization while she is at her desk: each event names what to look at anew, and `again` says
 * that anything may have changed. It ends when her session does, or its work in this organization.
 */
export function followDesk(
	{ database, notices }: Pick<Instance, 'database' | 'notices'>,
	actor: Member,
	token: string
): ReadableStream<Uint8Array> {
	const hash = hashToken(token);
	return follow(notices, {
		topics: [`org ${actor.orgId}`, `person ${actor.personId}`, `reader ${actor.memberId}`],
		holder: hash.toString('base64'),
		places,
		read: (notice) => (notice['kind'] === 'authority' ? 'look' : eventFor(actor, notice)),
		look: async (missed) => {
			const works = await database.transaction(
				'hub_member',
				{},
				(tx) => sessionWorksIn(tx, hash, actor.orgId),
				'read only'
			);
			return works ? (missed ? [AGAIN] : []) : null;
		}
	});
}

function eventFor(actor: Member, notice: Notice): ServerEvent | null {
	const { kind = '' } = notice;
	const keys = Object.hasOwn(told, kind) ? told[kind] : undefined;
	if (!keys || notice['member'] === actor.memberId || (kind === 'presence' && !notice['news'])) return null;
	const ids = keys.flatMap((key) => (notice[key] === undefined ? [] : [[key, notice[key]]]));
	return { data: JSON.stringify({ kind, ...Object.fromEntries(ids) }) };
}
