import type { CaseEvent, EventDetails } from '#hub/inquiries/case-sql.ts';
import type { CaseOutcome, CaseStatus } from '#hub/inquiries/sql.ts';
import { day, money } from '#ui/format.ts';
import type { Formats } from '#ui/formats.ts';

export const channelNames = { email: 'Email', whatsapp: 'WhatsApp', portal: 'Portal' } as const;

const outcomes: Record<CaseOutcome, string> = { won: 'Won', lost: 'Lost', no_decision: 'No decision' };

/** How a case stands, as its pill says it. */
export function standing(one: { status: CaseStatus; outcome: CaseOutcome | null; needsReply?: boolean }): {
	words: string;
	tone: 'accent' | 'success' | 'neutral';
} {
	if (one.needsReply) return { words: 'Needs reply', tone: 'accent' };
	if (one.status === 'open') return { words: 'Open', tone: 'neutral' };
	if (one.status === 'waiting') return { words: 'Waiting', tone: 'neutral' };
	return one.outcome
		? { words: outcomes[one.outcome], tone: one.outcome === 'won' ? 'success' : 'neutral' }
		: { words: 'Closed', tone: 'neutral' };
}

type Told = {
	event: CaseEvent['kind'];
	details: EventDetails;
	/** Who did it; null: nobody, or somebody who has left. */
	memberId: string | null;
	author: string | null;
	toName: string | null;
	/** It was the reader herself. */
	mine: boolean;
	toMe: boolean;
};

/** An event as one sentence without its time: "Colin gave this case to you". */
export function eventWords(told: Told, currency: string, formats: Formats): string {
	const { event, details, toName } = told;
	const who = told.mine ? 'You' : told.author;
	switch (event) {
		case 'opened':
			return who ? `${who} opened this case` : 'The case was opened';
		case 'assigned':
			return assigned(told, who ?? 'Somebody', toName);
		case 'closed':
			return closed(details, who ?? 'Somebody', currency, formats);
		case 'reopened':
			return who
				? `${who} reopened this case`
				: `A message${details.channel ? ` by ${viaChannel(details.channel)}` : ''} reopened this case`;
		case 'renamed':
			return `${who ?? 'Somebody'} renamed this case, from “${details.was ?? ''}”`;
		case 'deleted':
			return `${who ?? 'Somebody'} deleted this case`;
		case 'restored':
			return `${who ?? 'Somebody'} restored this case`;
		case 'follow_up':
			return followedUp(details, who ?? 'Somebody', formats);
		case 'merged':
			return details.undone
				? `${who ?? 'Somebody'} undid the merge of two customers`
				: `${who ?? 'Somebody'} merged two customers into one`;
		case 'quote':
			return quoted(details, who ?? 'Somebody', formats);
		case 'referral':
			return referred(details, who);
		default:
			return `${who ?? 'Somebody'} replied`;
	}
}

function referred({ referral }: EventDetails, who: string | null): string {
	const by = who ? `${who} said who wrote this` : 'It is known who wrote this';
	switch (referral) {
		case 'self':
			return `${by}: the customer whose link it was, so it is no recommendation`;
		case 'duplicate':
			return `${by}: somebody who was recommended before, so it does not count again`;
		case 'credited':
			return 'The recommendation is credited';
		case 'taken_back':
			return 'The credit for the recommendation is taken back';
		default:
			return by;
	}
}

function assigned({ mine, toMe, memberId, details }: Told, who: string, toName: string | null): string {
	if (!details.to) return `${who} took the assignee away`;
	if (toMe) return mine ? 'You took this case' : `${who} gave this case to you`;
	if (details.to === memberId) return `${who} took this case`;
	return `${who} gave this case to ${toName ?? 'somebody who has left'}`;
}

const viaChannel = (channel: string) =>
	channel in channelNames
		? channelNames[channel as keyof typeof channelNames].toLowerCase().replace('whatsapp', 'WhatsApp')
		: channel;

function closed(details: EventDetails, who: string, currency: string, { locale }: Formats): string {
	const as = details.outcome ? ` as ${outcomes[details.outcome].toLowerCase()}` : '';
	const value =
		details.dealValueMinor === undefined ? '' : `, ${money(details.dealValueMinor, currency, locale)}`;
	return `${who} closed this case${as}${value}${details.reason ? `: ${details.reason}` : ''}`;
}

function quoted(details: EventDetails, who: string, { locale }: Formats): string {
	const name = details.name ?? 'a quote';
	const amount =
		details.amountMinor === undefined || !details.currency
			? ''
			: money(details.amountMinor, details.currency, locale);
	switch (details.what) {
		case 'sent':
			return `${who} issued ${name}, ${amount}`;
		case 'accepted':
		case 'declined':
			return `${who} marked ${name} ${details.what}`;
		case 'invoiced':
			return `${who} made the invoice ${name}, ${amount}`;
		case 'payment':
			return `${who} recorded ${amount} received for ${name}`;
		case 'paid':
			return `${name} is paid`;
		case 'unpaid':
			return `${who} took back ${amount} recorded for ${name} by mistake`;
		case 'refunded':
			return `${who} refunded ${amount} for ${name}`;
		default:
			return `${who} made ${name} void${details.reason ? `: ${details.reason}` : ''}`;
	}
}

function followedUp(details: EventDetails, who: string, { locale, timeZone }: Formats): string {
	if (details.due) return 'No answer has come. Time to follow up';
	if (!details.at) return `${who} took the reminder away`;
	return `${who} will be reminded on ${day(new Date(details.at), locale, timeZone)}`;
}
