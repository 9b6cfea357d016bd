import type { MailboxAddress } from './mailbox.ts';

/**
 * `imaps://user:password@host/folder`, or `imap://` with STARTTLS; `?tls=0` sends the password unencrypted, which is meant for
 * a server on the same machine, and `?tls.rejectUnauthorized=false`, as in SMTP_URL, takes any certificate. Throws with a sentence that does not repeat the address, which holds a password.
 */
export function readMailboxUrl(text: string): MailboxAddress {
	const wrong = new Error(
		'IMAP_URL must be like imaps://user:password@imap.example.com/INBOX, with what is special in user and password percent-encoded.'
	);
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw wrong;
	}
	const secure = url.protocol === 'imaps:';
	if ((!secure && url.protocol !== 'imap:') || !url.hostname || !url.username || !url.password) throw wrong;
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: Number(url.port) || (secure ? 993 : 143),
		security: secure ? 'tls' : url.searchParams.get('tls') === '0' ? 'none' : 'starttls',
		...(url.searchParams.get('tls.rejectUnauthorized') === 'false' && { anyCertificate: true }),
		user: decodeURIComponent(url.username),
		password: decodeURIComponent(url.password),
		folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX'
	};
}
