import { notFound } from '#hub/errors.ts';
import { channelsFor, type Channels } from '#hub/messages/channels.ts';
import * as thread from '#hub/messages/thread-sql.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid } from '#platform/forms/text.ts';
import { caseNumber } from './case-number.ts';
import * as sql from './case-sql.ts';
import { canAssign, canChangeCase, canDeleteCase, canWriteNotes } from './policy.ts';

/** One thing in a case's thread, oldest first on the page. */
export type Entry =
	| ({ kind: 'message' } & thread.ThreadMessage)
	| ({ kind: 'note' } & sql.CaseNote)
	| ({ kind: 'event'; event: sql.EventKind } & Omit<sql.CaseEvent, 'kind'>);

type Numbered<T> = Omit<T, 'prefix' | 'number'> & { /** As on screen, `YS-000123`. */ number: string };

export type Case = Numbered<Omit<sql.CaseDetails, 'previous'>> & {
	previous: { id: string; number: string } | null;
	/** W3: open, and the customer wrote last. */
	needsReply: boolean;
	/** The thread's newest entries, oldest first. */
	entries: Entry[];
	/** Messages before those. */
	earlier: number;
	/** The newest message that this member did not write: a form that answers says that it saw it. */
	latest: thread.Latest | null;
	/** What it was closed with before it was opened again, to be proposed. */
	closedWith: Pick<sql.EventDetails, 'outcome' | 'reason' | 'dealValueMinor'> | null;
	others: Numbered<sql.OtherCase>[];
	files: sql.CaseFile[];
	assignable: { id: string; name: string }[];
	channels: Channels;
	may: { change: boolean; assign: boolean; note: boolean; delete: boolean };
};

/** Messages that a case opens with. */
const FIRST_PAGE = 40;
/** More than this are never shown at once. */
const MOST = 2000;
const BESIDE = 8;

/**
 * W1: everything that a case's page shows, with its newest `show` messages and the notes and events among them. Throws
 * `not-found` for a case that does not exist or is another organization's. A deleted case is shown as such.
 */
export async function readCase(tx: Tx, actor: Member, id: string, show = FIRST_PAGE): Promise<Case> {
	if (!isUuid(id)) throw notFound('This case');
	const atMost = Math.min(Math.max(show, FIRST_PAGE), MOST);
	const [found, newest, total, latest, members] = await Promise.all([
		sql.caseById(tx, id),
		thread.newestMessages(tx, id, atMost),
		thread.countMessages(tx, id),
		thread.latestOfOthers(tx, id, actor.memberId),
		sql.assignable(tx)
	]);
	if (!found) throw notFound('This case');
	const earlier = Math.max(0, total - newest.length);
	const since = earlier ? (newest.at(-1)?.createdAt ?? null) : null;
	const customerId = found.customer?.id;
	const [notes, events, others, files, channels] = await Promise.all([
		sql.notesOf(tx, id, since),
		sql.eventsOf(tx, id, since),
		customerId ? sql.otherCases(tx, customerId, id, BESIDE) : [],
		customerId ? sql.filesOf(tx, customerId, BESIDE) : [],
		customerId ? channelsFor(tx, customerId) : { choices: [], preferred: null }
	]);
	const { prefix, number, previous, ...rest } = found;
	return {
		...rest,
		number: caseNumber(prefix, number),
		previous: previous && { id: previous.id, number: caseNumber(previous.prefix, previous.number) },
		needsReply: found.status === 'open' && found.lastDirection === 'inbound',
		entries: merged(newest, notes, events),
		earlier,
		latest,
		closedWith: found.status === 'closed' ? null : lastClosing(events),
		others: others.map(({ prefix: _, number, ...other }) => ({
			...other,
			number: caseNumber(prefix, number)
		})),
		files,
		assignable: members.map(({ id, name }) => ({ id, name })),
		channels,
		may: {
			change: canChangeCase(actor.role),
			assign: canAssign(actor.role),
			note: canWriteNotes(actor.role),
			delete: canDeleteCase(actor.role)
		}
	};
}

function merged(newest: thread.ThreadMessage[], notes: sql.CaseNote[], events: sql.CaseEvent[]): Entry[] {
	const first = newest.at(-1)?.createdAt;
	const entries: Entry[] = [
		...events.map(({ kind, createdAt, ...event }): Entry => ({
			...event,
			// Mail and WhatsApp say when a message was written, which is before it came in and opened the case.
			createdAt: kind === 'opened' && first && first < createdAt ? first : createdAt,
			kind: 'event',
			event: kind
		})),
		...notes.map((note): Entry => ({ ...note, kind: 'note' })),
		...newest.toReversed().map((message): Entry => ({ ...message, kind: 'message' }))
	];
	// Stable: at the same moment, what was done stands before what was written.
	return entries.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function lastClosing(events: sql.CaseEvent[]): Case['closedWith'] {
	const reopened = events.findLast(({ kind }) => kind === 'reopened');
	if (!reopened?.details.outcome) return null;
	const { outcome, reason, dealValueMinor } = reopened.details;
	return {
		outcome,
		...(reason !== undefined && { reason }),
		...(dealValueMinor !== undefined && { dealValueMinor })
	};
}
