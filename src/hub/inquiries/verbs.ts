import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { caseNumber, readCaseNumber } from './case-number.ts';
import * as sql from './sql.ts';

export type TimelineCase = Omit<sql.CaseRow, 'prefix' | 'number' | 'lastBody'> & {
	/** As on screen, `YS-000123`. */
	number: string;
	/** W3: open, and the customer wrote last. */
	needsReply: boolean;
	/** The newest message on one line; null: there is none. */
	lastLine: string | null;
};

/** Cases that a customer's page shows at most. */
const SHOWN = 100;

/** A customer's cases for her page, the most recently active first; `more`: older ones are not among them. */
export async function caseTimeline(
	tx: Tx,
	_actor: Member,
	customerId: string
): Promise<{ cases: TimelineCase[]; more: boolean }> {
	const rows = await sql.casesOfCustomer(tx, customerId, SHOWN + 1);
	return { cases: rows.slice(0, SHOWN).map(timelineCase), more: rows.length > SHOWN };
}

const timelineCase = ({ prefix, number, lastBody, ...row }: sql.CaseRow): TimelineCase => ({
	...row,
	number: caseNumber(prefix, number),
	needsReply: needsReply(row),
	lastLine: lastBody === null ? null : lastBody.replace(/\s+/g, ' ').trim()
});

const needsReply = (row: { status: sql.CaseStatus | null; lastDirection: string | null }) =>
	row.status === 'open' && row.lastDirection === 'inbound';

/** How a customer's cases stand, for one line of the list. */
export type Standing = { activeAt: Date; status: 'needs reply' | 'open' | 'waiting' | null };

/** By customer, for those who have a case. `status` is the current case's (D1); null: none is open. */
export async function standings(
	tx: Tx,
	_actor: Member,
	customerIds: string[]
): Promise<Map<string, Standing>> {
	if (!customerIds.length) return new Map();
	const rows = await sql.latestCases(tx, customerIds);
	return new Map(
		rows.map((row) => [
			row.customerId,
			{ activeAt: row.activeAt, status: needsReply(row) ? 'needs reply' : row.status }
		])
	);
}

export type FoundCase = Omit<sql.FoundCase, 'prefix' | 'number'> & { number: string };

/** W2: the case with this number, written in any way; null: there is none, or the text is no case number. */
export async function findCaseByNumber(tx: Tx, _actor: Member, text: string): Promise<FoundCase | null> {
	const wanted = readCaseNumber(text);
	const found = wanted && (await sql.caseByNumber(tx, wanted.number));
	if (!found || (wanted.prefix !== null && wanted.prefix !== found.prefix)) return null;
	const { prefix, number, ...rest } = found;
	return { ...rest, number: caseNumber(prefix, number) };
}
