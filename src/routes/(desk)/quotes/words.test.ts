import { expect, test } from 'vitest';
import type { QuoteEvent } from '#hub/quotes/sql.ts';
import { eventWords } from './words.ts';

test('a quote that still waits is not called sent', () => {
	const said = (message: QuoteEvent['message'], id: string | undefined = 'm') =>
		eventWords(
			{
				id: 'e',
				kind: 'told',
				details: { channel: 'email', paper: 'quote', ...(id && { message: id }) },
				createdAt: new Date(),
				by: 'Olga',
				message
			},
			'EUR',
			'en'
		);
	expect(said({ state: 'queued', waitsFor: 'Waiting: no mail server is set up.' })).toBe(
		'Olga queued the quote by email. Waiting: no mail server is set up.'
	);
	expect(said({ state: 'queued', waitsFor: null })).toBe('Olga queued the quote by email.');
	expect(said({ state: 'sent', waitsFor: null })).toBe('Olga sent the quote by email');
	expect(said({ state: 'failed', waitsFor: null })).toBe('Olga could not send the quote by email');
	expect(said(null)).toBe('Olga sent the quote by email, and took it back');
	expect(said(null, ''), 'from before messages were noted').toBe('Olga sent the quote by email');
});
