import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import Today from './Today.svelte';

const nothing = {
	needsReply: 0,
	waiting: [],
	requestCount: 0,
	requests: [],
	due: [],
	quotes: [],
	invoices: []
};
const invoice = {
	id: 'a2f1cb9e-3f26-4f57-8b6a-2d6f1a0c5c11',
	number: 7,
	title: 'Wedding',
	customerName: 'Mia Wong',
	open: 12_000,
	currency: 'NZD',
	dueOn: '2026-11-26'
};

test('an overdue invoice says its day, and no hour, which would be in the future where the day has only just ended', () => {
	const { body } = render(Today, { props: { today: { ...nothing, invoices: [invoice] } } });
	expect(body).toContain('due by');
	expect(body).toContain('Mia Wong');
	expect(body).not.toContain('<time');
	const due = {
		...nothing,
		quotes: [{ ...invoice, inquiryId: null, validUntil: null, customerId: 'x', total: 1, sentAt: new Date() }]
	};
	expect(render(Today, { props: { today: due } }).body, 'as moments do').toContain('<time');
});
