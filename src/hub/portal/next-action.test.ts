import { describe, expect, test } from 'vitest';
import { nextAction } from './next-action.ts';
import type { PortalPage } from './page.ts';
import type { PortalDocument, PortalMessage, PortalQuote } from './sql.ts';

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T12:00:00+00:00`;
const today = '2026-03-20';

const file = (day: number, isNew = true) =>
	({ id: `file ${day}`, createdAt: at(day), isNew }) as PortalDocument;
const quote = (day: number, more: Partial<PortalQuote> = {}) =>
	({ id: `quote ${day}`, sentAt: at(day), status: 'sent', validUntil: null, ...more }) as PortalQuote;
const message = (day: number, direction: PortalMessage['direction'] = 'outbound') =>
	({ id: `message ${day}`, createdAt: at(day), direction, body: 'Hello' }) as PortalMessage;

const page = (given: {
	documents?: PortalDocument[];
	quotes?: PortalQuote[];
	messages?: PortalMessage[];
	seenAt?: string;
}) =>
	({
		customer: { seenAt: given.seenAt ?? null },
		documents: given.documents ?? [],
		quotes: given.quotes ?? [],
		case: given.messages ? { messages: given.messages } : null
	}) as PortalPage;

describe('the one thing that waits for the customer', () => {
	test('is nothing when nothing waits', () => {
		expect(nextAction(page({}), today)).toBeNull();
		expect(
			nextAction(page({ documents: [file(3, false)], messages: [message(3, 'inbound')] }), today)
		).toBeNull();
	});

	test('is a file until it was opened, with how many more there are', () => {
		const action = nextAction(page({ documents: [file(9), file(8), file(7, false)] }), today);
		expect(action).toMatchObject({ kind: 'file', document: { id: 'file 9' }, others: 1 });
	});

	test('is an answer until she was here after it', () => {
		expect(nextAction(page({ messages: [message(5)] }), today)).toMatchObject({ kind: 'answer' });
		expect(nextAction(page({ messages: [message(5)], seenAt: at(4) }), today)).toMatchObject({
			kind: 'answer'
		});
		expect(nextAction(page({ messages: [message(5)], seenAt: at(6) }), today)).toBeNull();
	});

	test('is a quote while she can still say yes to it', () => {
		expect(nextAction(page({ quotes: [quote(5)] }), today)).toMatchObject({ kind: 'quote' });
		expect(
			nextAction(page({ quotes: [quote(5, { validUntil: today })] }), today),
			'its last day'
		).not.toBeNull();
		expect(nextAction(page({ quotes: [quote(5, { validUntil: '2026-03-19' })] }), today)).toBeNull();
		for (const status of ['accepted', 'declined', 'paid', 'refunded', 'void'] as const)
			expect(nextAction(page({ quotes: [quote(5, { status })] }), today), status).toBeNull();
	});

	test('is an invoice until all of it is paid, overdue from the day after it was due', () => {
		const invoice = (more: Partial<PortalQuote> = {}) =>
			quote(2, {
				status: 'invoiced',
				total: 500,
				received: 0,
				invoicedAt: at(5),
				dueOn: '2026-03-19',
				...more
			});
		const waits = (more: Partial<PortalQuote>, others: Parameters<typeof page>[0] = {}) =>
			nextAction(page({ quotes: [invoice(more)], ...others }), today);
		expect(waits({})).toMatchObject({ kind: 'invoice', overdue: true });
		expect(waits({ received: 499 })).toMatchObject({ kind: 'invoice' });
		expect(waits({ dueOn: today }), 'its last day').toMatchObject({ kind: 'invoice', overdue: false });
		expect(waits({ dueOn: null })).toMatchObject({ kind: 'invoice', overdue: false });
		expect(waits({ received: 500 })).toBeNull();
		// By date, as everything: issued on the 5th.
		expect(waits({ dueOn: today }, { documents: [file(6)] })).toMatchObject({ kind: 'file' });
		expect(waits({ dueOn: today }, { documents: [file(4)] })).toMatchObject({ kind: 'invoice' });
	});

	test('is what is overdue before all that came later, the longest overdue first', () => {
		const invoice = (day: number, dueOn: string) =>
			quote(day, { status: 'invoiced', total: 500, received: 0, invoicedAt: at(day), dueOn });
		const later = { documents: [file(20)], messages: [message(20)] };
		const quotes = [quote(20), invoice(4, '2026-03-18'), invoice(3, '2026-03-12'), invoice(2, '2026-03-19')];
		expect(nextAction(page({ quotes, ...later }), today)).toMatchObject({
			kind: 'invoice',
			overdue: true,
			quote: { id: 'quote 3' }
		});
	});

	test('is whichever came last', () => {
		const waiting = (days: [number, number, number]) =>
			nextAction(
				page({ documents: [file(days[0])], quotes: [quote(days[1])], messages: [message(days[2])] }),
				today
			)?.kind;
		expect(waiting([9, 8, 7])).toBe('file');
		expect(waiting([7, 9, 8])).toBe('quote');
		expect(waiting([8, 7, 9])).toBe('answer');
	});
});
