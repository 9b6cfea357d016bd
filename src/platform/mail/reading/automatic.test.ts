import { describe, expect, test } from 'vitest';
import { automaticKind } from './automatic.ts';
import { headerLines } from './header-lines.ts';

const kind = (text: string) => automaticKind(headerLines(text));

describe('mail that no person wrote', () => {
	test('is told by its headers (RFC 3834)', () => {
		expect(kind('Auto-Submitted: auto-replied (vacation)')).toBe('reply');
		expect(kind('Auto-Submitted: auto-replied; owner-email="a@b.c"')).toBe('reply');
		expect(kind('Auto-Submitted: Auto-Generated')).toBe('generated');
		expect(kind('auto-submitted: auto-notified')).toBe('generated');
		expect(kind('Return-Path: <>')).toBe('bounce');
		expect(kind('Return-path: < >\nFrom: a@b.c')).toBe('bounce');
		expect(kind('Content-Type: multipart/report; report-type=delivery-status;\n boundary=x')).toBe('bounce');
		expect(kind('Content-Type: multipart/report; report-type="disposition-notification"')).toBe('generated');
		expect(kind('Precedence: bulk')).toBe('bulk');
		expect(kind('Precedence: list')).toBe('bulk');
		expect(kind('List-Id: News <news.example.com>')).toBe('bulk');
		expect(kind('X-Autoreply: yes')).toBe('reply');
		expect(kind('Precedence: auto_reply')).toBe('reply');
		expect(kind('X-Autorespond: Away')).toBe('reply');
	});

	test('is not told by what people write', () => {
		for (const text of [
			'Subject: Out of office next week, can I come today?',
			'Subject: Automatic reply: your question',
			'Auto-Submitted: no',
			'X-Autoreply: no',
			'Return-Path: <anna@example.com>',
			'Precedence: first-class',
			'Content-Type: multipart/mixed; boundary="report"',
			'From: MAILER-DAEMON@example.com',
			''
		])
			expect(kind(text), text).toBeNull();
	});
});
