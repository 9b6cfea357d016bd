import { expect, test } from 'vitest';
import { readMailboxUrl } from './mailbox-url.ts';

test('a mailbox is named by its address', () => {
	expect(readMailboxUrl('imaps://anna%40salon.example:pa%2Fss@imap.example.com')).toEqual({
		host: 'imap.example.com',
		port: 993,
		security: 'tls',
		user: 'anna@salon.example',
		password: 'pa/ss',
		folder: 'INBOX'
	});
	expect(readMailboxUrl('imap://a:b@h.example/Work%20mail')).toMatchObject({
		port: 143,
		security: 'starttls',
		folder: 'Work mail'
	});
	expect(readMailboxUrl('imap://a:b@127.0.0.1:1143/?tls=0')).toMatchObject({
		port: 1143,
		security: 'none',
		folder: 'INBOX'
	});
	expect(readMailboxUrl('imaps://a:b@h.example')).not.toHaveProperty('anyCertificate');
	expect(readMailboxUrl('imaps://a:b@h.example/?tls.rejectUnauthorized=false')).toMatchObject({
		security: 'tls',
		anyCertificate: true
	});
});

test('what is none is refused in a sentence without the password', () => {
	for (const text of [
		'',
		'secret',
		'https://a:secret@b',
		'imaps://imap.example.com',
		'imaps://a@b',
		'imaps://a:secret@'
	])
		expect(() => readMailboxUrl(text), text).toThrow(/^IMAP_URL must be like (?!.*secret)/);
});
