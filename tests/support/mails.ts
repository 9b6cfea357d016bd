const headers =
	'From: Anna <anna@example.com>\r\nTo: salon@example.com\r\nSubject: Bomb\r\nMIME-Version: 1.0\r\n';
const filled = (bytes: number) => `${'a'.repeat(76)}\r\n`.repeat(Math.ceil(bytes / 78));

/** Mails that a server may choke on, by what they do. About 5 MB each. */
export const bombs: Record<string, () => Buffer> = {
	'multiparts 200 deep': () => {
		let [open, close] = ['', ''];
		for (let at = 0; at < 200; at++) {
			open += `Content-Type: multipart/mixed; boundary="b${at}"\r\n\r\n--b${at}\r\n`;
			close = `\r\n--b${at}--\r\n${close}`;
		}
		return Buffer.from(`${headers}${open}Content-Type: text/plain\r\n\r\n${filled(5_000_000)}${close}`);
	},
	'mails in mails 200 deep': () =>
		Buffer.from(
			`${headers}${'Content-Type: message/rfc822\r\n\r\nFrom: a@example.com\r\nMIME-Version: 1.0\r\n'.repeat(200)}Content-Type: text/plain\r\n\r\n${filled(5_000_000)}`
		),
	'half a million parts': () =>
		Buffer.from(
			`${headers}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(500_000)}--b--`
		),
	'elements without end': () =>
		Buffer.from(`${headers}Content-Type: text/html\r\n\r\n${'<div>'.repeat(1_000_000)}`),
	'elements that never close': () =>
		Buffer.from(`${headers}Content-Type: text/html\r\n\r\n${'<b>a</i>\r\n'.repeat(500_000)}`),
	'a header of 5 MB': () => Buffer.from(`${headers}X-Long: ${'a '.repeat(2_500_000)}\r\n\r\nHello`),
	'a hundred thousand recipients': () =>
		Buffer.from(`${headers}Cc: ${'a@example.com,\r\n '.repeat(300_000)}b@example.com\r\n\r\nHello`),
	'quotations without end': () =>
		Buffer.from(`${headers}\r\n${'On 1 Jan 2025 a@b.c wrote:\r\n> x\r\ny\r\n'.repeat(130_000)}`)
};

/** A mail as a person's program sends it. */
export function mail(parts: {
	from?: string;
	to?: string;
	subject?: string;
	messageId?: string | null;
	date?: string | null;
	headers?: string[];
	body?: string;
}): Buffer {
	const id = parts.messageId === undefined ? `<${crypto.randomUUID()}@mail.example.com>` : parts.messageId;
	const date = parts.date === undefined ? 'Mon, 3 Nov 2025 10:00:00 +0100' : parts.date;
	return Buffer.from(
		[
			`From: ${parts.from ?? 'Anna Berg <anna@example.com>'}`,
			`To: ${parts.to ?? 'salon@example.com'}`,
			`Subject: ${parts.subject ?? 'Hello'}`,
			...(date ? [`Date: ${date}`] : []),
			...(id ? [`Message-ID: ${id}`] : []),
			...(parts.headers ?? []),
			...((parts.headers ?? []).some((line) => /^content-type:/i.test(line))
				? []
				: ['Content-Type: text/plain; charset=utf-8']),
			'MIME-Version: 1.0',
			'',
			parts.body ?? 'Do you have time on Tuesday?'
		].join('\r\n')
	);
}
