import { describe, expect, test } from 'vitest';
import { readReport } from './report.ts';

const quoted = 'From: salon@example.com\r\nMessage-ID:\r\n <one@hub.example>\r\nSubject: Hello\r\n\r\nText';

describe('a delivery report', () => {
	test('says which mail failed, to whom and why', () => {
		const status =
			'Reporting-MTA: dns; mx.example\r\nArrival-Date: Mon\r\n\r\nFinal-Recipient: rfc822; anna@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n No such user here\r\n';
		expect(readReport(status, quoted)).toEqual({
			action: 'failed',
			recipient: 'anna@example.com',
			status: '5.1.1',
			diagnostic: '550 5.1.1 No such user here',
			originalMessageId: '<one@hub.example>'
		});
	});

	test('of several recipients tells the worst, and of a delay that it is one', () => {
		const status =
			'X: y\n\nFinal-Recipient: rfc822;a@b.c\nAction: delivered\n\nFinal-Recipient: rfc822;d@e.f\nAction: Failed\n';
		expect(readReport(status, quoted)?.recipient).toBe('d@e.f');
		expect(readReport('Action: delayed\nStatus: 4.4.1', quoted)).toMatchObject({
			action: 'delayed',
			status: '4.4.1'
		});
	});

	test('without a quoted mail names none, and one that says nothing is none', () => {
		expect(readReport('Action: failed', null)?.originalMessageId).toBeNull();
		expect(readReport('Original-Message-ID: <a@b>\nAction: failed', null)?.originalMessageId).toBe('<a@b>');
		expect(readReport('Hello', quoted)).toBeNull();
		expect(readReport('', null)).toBeNull();
	});
});
