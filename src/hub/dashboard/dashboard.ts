import { countRequests, pendingRequests, type PendingRequest } from '#hub/inbox/sql.ts';
import { countNeedingReply } from '#hub/inbox/list.ts';
import { caseNumber } from '#hub/inquiries/case-number.ts';
import { dueFollowUps, type DueCase } from '#hub/inquiries/follow-up.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { LAPSING_DAYS, WAITING_DAYS, type Span } from './schema.ts';
import * as sql from './sql.ts';

/** Of each kind that needs somebody today; the rest is behind a link. */
const SHOWN = 5;
/** Requests and reminders are counted so far; a screen says "99+" beyond. */
const COUNTED = 100;

export type Dashboard = {
	days: Span;
	outcomes: sql.Outcomes;
	atRisk: sql.Sum;
	months: sql.Month[];
	weeks: sql.Week[];
	today: {
		needsReply: number;
		waiting: (Omit<sql.WaitingCase, 'prefix' | 'number'> & { number: string })[];
		requestCount: number;
		requests: PendingRequest[];
		due: DueCase[];
		quotes: sql.QuoteAtRisk[];
		invoices: sql.OverdueInvoice[];
	};
};

/**
 * What needs somebody today and how business goes: what was won, won back, is at risk and was lost (W3), by month, and how many cases
 * began, by week. Everybody in the organization may see it: each of these figures stands on a case that she may open.
 */
export async function dashboard(tx: Tx, actor: Member, days: Span): Promise<Dashboard> {
	const [
		outcomes,
		atRisk,
		months,
		weeks,
		needsReply,
		waiting,
		requestCount,
		requests,
		due,
		quotes,
		invoices
	] = await Promise.all([
		sql.outcomes(tx, days),
		sql.sumAtRisk(tx, WAITING_DAYS, LAPSING_DAYS),
		sql.months(tx),
		sql.weeks(tx),
		countNeedingReply(tx, actor),
		sql.longestWaiting(tx, SHOWN),
		countRequests(tx, COUNTED),
		pendingRequests(tx, SHOWN),
		dueFollowUps(tx, actor, false, SHOWN),
		sql.quotesAtRisk(tx, WAITING_DAYS, LAPSING_DAYS, SHOWN),
		sql.overdueInvoices(tx, SHOWN)
	]);
	return {
		days,
		outcomes,
		atRisk,
		months,
		weeks,
		today: {
			needsReply,
			waiting: waiting.map(({ prefix, number, ...one }) => ({ ...one, number: caseNumber(prefix, number) })),
			requestCount,
			requests,
			due,
			quotes,
			invoices
		}
	};
}
