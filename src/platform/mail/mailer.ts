import { Readable } from 'node:stream';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { MailRefused, readFailure } from './failures.ts';

export { MailDelayed, MailRefused } from './failures.ts';

/** A name beside an address; the library quotes and encodes both. */
export type Mailbox = { name: string; address: string };

/** A file that goes along. A function is called when its turn has come, so that files stream one after the other. */
export type MailFile = {
	name: string;
	contentType: string;
	content: Buffer | (() => AsyncIterable<Uint8Array>);
	/** For a picture that the HTML shows as `cid:…`. */
	contentId?: string;
};

/** One mail as it leaves. Addresses have passed the grammar of forms/text.ts; the library encodes the rest. */
export type Mail = {
	from: string | Mailbox;
	to: string | Mailbox;
	replyTo?: string | null;
	subject: string;
	text: string;
	html: string | null;
	/** With angle brackets; the same at every attempt. */
	messageId: string;
	/** Message-IDs with angle brackets: the one that is answered, and those before it, oldest first (RFC 5322, 3.6.4). */
	inReplyTo?: string | null;
	references?: string[];
	files?: MailFile[];
	/** Further headers, such as Auto-Submitted (RFC 3834). */
	headers: Record<string, string>;
};

export type Mailer = {
	/** Resolves when the server has taken the mail. Throws MailRefused or MailDelayed. */
	send(mail: Mail): Promise<void>;
	close(): void;
};

/** A server that somebody typed in, at the address it was resolved to (platform/outside.ts). */
export type SmtpServer = {
	host: string;
	/** For TLS and as which it is named in errors; absent when an address was typed. */
	servername?: string;
	port: number;
	/** `tls`: from the first byte; `starttls`: before anything private is said, or not at all; `none`: never. */
	security: 'tls' | 'starttls' | 'none';
	user: string | null;
	password: string | null;
};

const SECONDS = 1000;
const LIMITS = {
	connectionTimeout: 15 * SECONDS,
	greetingTimeout: 15 * SECONDS,
	socketTimeout: 60 * SECONDS,
	disableFileAccess: true,
	disableUrlAccess: true
};

/**
 * A way out over SMTP: a URL, `smtp://` or `smtps://` with user, password and the library's options as query, or a server.
 */
export function openMailer(server: string | SmtpServer): Mailer {
	const transport = createTransport({
		...(typeof server === 'string' ? { url: server } : options(server)),
		...LIMITS
	});
	return {
		async send(mail) {
			const files = (mail.files ?? []).map(attachment);
			try {
				await transport.sendMail(composed(mail, files));
			} catch (cause) {
				throw cause instanceof MailRefused ? cause : readFailure(cause);
			} finally {
				for (const { content } of files) if (content instanceof Readable) content.destroy();
			}
		},
		close: () => transport.close()
	};
}

const options = ({ host, servername, port, security, user, password }: SmtpServer) => ({
	host,
	port,
	secure: security === 'tls',
	requireTLS: security === 'starttls',
	ignoreTLS: security === 'none',
	tls: servername ? { servername } : {},
	...(user && password ? { auth: { user, pass: password } } : {})
});

function composed(mail: Mail, attachments: NonNullable<SendMailOptions['attachments']>): SendMailOptions {
	const { html, replyTo, inReplyTo, references = [], from, to, subject, text, messageId, headers } = mail;
	if (![messageId, ...(inReplyTo ? [inReplyTo] : []), ...references].every(isMessageId))
		throw new MailRefused('A reference of this mail has characters that no header can have.');
	return {
		from: mailbox(from),
		to: mailbox(to),
		subject: oneLine(subject),
		text,
		messageId,
		headers,
		attachments,
		...(replyTo ? { replyTo: mailbox({ name: '', address: replyTo }) } : {}),
		...(html ? { html } : {}),
		...(inReplyTo ? { inReplyTo } : {}),
		...(references.length ? { references } : {})
	};
}

/** Base64 keeps every byte as it is, also those of text; parts that are mails or parts themselves must not be so encoded. */
function attachment({ name, contentType, content, contentId }: MailFile) {
	return {
		filename: oneLine(name),
		contentType: /^(?!message\/|multipart\/)[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/i.test(contentType)
			? contentType
			: 'application/octet-stream',
		contentTransferEncoding: 'base64' as const,
		content: Buffer.isBuffer(content) ? content : Readable.from(later(content), { objectMode: false }),
		...(contentId ? { cid: contentId, contentDisposition: 'inline' as const } : {})
	};
}

async function* later(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	yield* open();
}

const mailbox = (it: string | Mailbox) =>
	typeof it === 'string' ? it : { name: oneLine(it.name), address: oneLine(it.address) };

/** Of the characters that RFC 5322 allows in one, without folding: what came from outside goes out again into a header. */
export const isMessageId = (text: string) => text.length <= 998 && /^<[!-;=?-~]+>$/.test(text);

const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
